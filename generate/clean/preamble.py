"""Recognise introductions such as "Sure! Here is your TIL draft:", "물론입니다! 아래는 요청하신 TIL 초안입니다."."""

import re

LONGEST = 200  # characters; introductions are short

_YES = (
    r"(?:sure(?: thing)?|certainly|of course|absolutely|okay|ok|great|got it|no problem|happy to help|understood|"
    r"alright|(?:great|nice|good) (?:notes?|find|question)|"
    r"thanks for (?:sharing|the)[^.!:]*|thank you[^.!:]*)"
)
_BASIS = r"(?:(?:based on|from|using|given|drawing on)\b[^,:]*,\s*|as (?:requested|asked|you asked)[^,:]*,\s*)"
_DEIXIS = (
    r"(?:here(?:['’]s| is| are)|below(?: is| you['’]ll find| you will find)|(?:the following|this) is|"
    r"i(?:['’]ve| have) (?:written|prepared|created|drafted|turned|put|rewritten|cleaned)|i(?:['’]ll| will)|"
    r"let me (?:write|turn|draft|put|create|prepare))"
)
_ADJECTIVE = r"(?:your|requested|polished|rewritten|cleaned[- ]up|final|revised|edited|finished|improved)"
_POST = (
    r"\b(?:til|today[- ]i[- ]learned|draft|markdown|(?:the|a|an) (?:\w+ )?(?:blog )?(?:post|entry|write-?up)"
    rf"(?= *[:：.!]| (?:based|about|for|in|you|written|from|on))|{_ADJECTIVE} "
    r"(?:\w+ )*(?:post|entry|article|notes?|write-?up|version))\b"
)
_YES_KO = r"(?:물론(?:입니다|이죠|이에요)|네|예|알겠습니다|좋습니다|좋아요|그럼요|감사합니다)"
_BASIS_KO = r"(?:아래|다음|여기(?! ?서)|요청|주신|제공|주어진|작성하신|말씀|(?:메모|자료|노트)(?=[를을로는에 ]))"
_POST_KO = r"(?:TIL|초안|글|본문|포스트|포스팅|게시글|게시물|정리본|마크다운|결과물?|문서|내용)"
_ACT_KO = r"(?:작성|정리|다듬|변환|요약|구성|만들|써|썼|준비|바꿔|바꾸)"
_OWN_KO = (
    r"(?:했습니다|하였습니다|드립니다|드렸습니다|드릴게요|드리겠습니다|봤습니다|보았습니다|보겠습니다|볼게요|"
    r"겠습니다|었습니다|았습니다|썼습니다|했어요|봤어요)"
)
_IS_KO = r"(?:입니다|이에요|예요|이야|있습니다|같습니다)"
_STOP = r"\s*[:：.!]*"

_WHOLE = re.compile(
    "|".join(
        (
            rf"{_YES}[!,.:]*",
            r"(?:here you go|here it is|there you go)\s*[:：.!]*",
            rf"{_YES}[!,.:]+\s*(?:{_BASIS})?{_DEIXIS}\b[^:：]*[:：]",
            rf"(?:{_YES}[!,.:]+\s*)?(?:{_BASIS})?{_DEIXIS}\b[^:：`]*{_POST}[^:：.!]*[:：.!]",
            rf"(?:{_YES}[!,.:]+\s*)?(?:{_BASIS})?here(?:['’]s| is) (?:a|the|your)\b[^:：]*{_POST}[^:：]*[:：]",
            rf"(?:{_YES}[!,.:]+\s*)?the (?:\w+ )?(?:post|entry|draft|write-?up) (?:is below|follows)\s*[:：.!]",
            rf"(?:{_YES}[!,.:]+\s*)?let me (?:write|draft|put|turn)\b[^:：`.]*\b(?:this|it|your)\b[^:：`.]*[:：.!]",
            rf"{_YES_KO}[!,.~]*",
            r"\W*(?:til|today i learned|오늘 배운 (?:것|내용|점))(?: (?:draft|post|entry|초안|글))?\W*",
            r"\**(?:draft|post|content|body|본문|초안|내용)\**[:：]\**",
        )
    ),
    re.IGNORECASE,
)
_SENTENCE_KO = re.compile(
    "|".join(
        (
            rf"{_YES_KO}[!,.~]*",
            rf"{_ACT_KO}(?:해|어|아|하여)? ?{_OWN_KO}{_STOP}",
            rf"{_BASIS_KO}[^:：`]*{_POST_KO}{_IS_KO}{_STOP}",
            rf"{_BASIS_KO}[^:：`]*{_ACT_KO}[^:：`]*{_OWN_KO}{_STOP}",
            rf"{_BASIS_KO}[^:：`]*{_POST_KO}(?:로|으로|을|를) [^:：`]*다음과 같습니다{_STOP}",
            rf"{_BASIS_KO}[^:：`]*(?:TIL|초안|요청하신|포스트)\s*[:：]",
            rf"(?:TIL|블로그)? ?(?:초안|글|포스트|포스팅)(?:로|으로|을|를) {_ACT_KO}[^:：`]*{_OWN_KO}{_STOP}",
        )
    ),
    re.IGNORECASE,
)
_PARTS_KO = re.compile(r"(?<=[.!~])\s+|(?<=^네,)\s+|(?<=^예,)\s+|(?<=^좋아요,)\s+|(?<=^물론이죠,)\s+")
_STARTS = (
    *(
        "sure",
        "certainly",
        "of course",
        "absolutely",
        "okay",
        "ok",
        "great",
        "nice",
        "good",
        "interesting",
        "got it",
        "no problem",
        "happy to help",
    ),
    *("understood", "alright", "thanks for", "thank you", "here", "there you go", "below", "the following is"),
    *("this is", "i've", "i’ve", "i have", "i'll", "i’ll", "i will", "let me", "based on", "using", "given", "from"),
    *("drawing on", "as requested", "as asked", "as you asked", "til", "today i learned", "# til", "#til", "**til"),
    *("# today i learned", "**today i learned", "# 오늘 배운", "**오늘 배운", "오늘 배운", "블로그", "초안", "글로"),
    *("draft", "post", "content", "body", "본문", "내용", "**draft", "**post", "**content", "**body", "**본문"),
    *(
        "**초안",
        "**내용",
        "글을",
        "물론",
        "네!",
        "네,",
        "네.",
        "네~",
        "예!",
        "예,",
        "예.",
        "예~",
        "알겠습니다",
        "좋습니다",
    ),
    *("좋아요", "그럼요", "감사합니다", "아래", "다음", "여기", "요청", "주신", "제공", "주어진", "작성하신", "말씀"),
    *("메모", "자료", "노트", "포스트", "포스팅"),
)


def is_preamble(line: str) -> bool:
    """Return whether ``line`` only introduces the post."""
    line = line.rstrip()
    if not may_begin(line):
        return False
    if _WHOLE.fullmatch(line):
        return True
    return all(_SENTENCE_KO.fullmatch(part) for part in _PARTS_KO.split(line) if part)


def without_yes(text: str) -> str:
    """Return ``text`` without a leading "Sure!"."""
    return re.sub(rf"^(?:{_YES}|{_YES_KO})[!.]+\s+(?=\S)", "", text, count=1, flags=re.IGNORECASE)


def may_begin(start: str) -> bool:
    """Return whether a line with this start may be an introduction."""
    start = start.lower()
    return len(start) <= LONGEST and any(start.startswith(word) or word.startswith(start) for word in _STARTS)

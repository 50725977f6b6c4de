"""What models say before they begin: "Sure! Here is your TIL draft:", "물론입니다! 아래는 요청하신 TIL 초안입니다."."""

import re

LONGEST = 200  # characters; what introduces a post is short

_YES = (
    r"(?:sure(?: thing)?|certainly|of course|absolutely|okay|ok|great|got it|no problem|happy to help|understood|"
    r"alright)"
)
_INTRO = (
    r"(?:here(?:['’]s| is| are)|below(?: is| you['’]ll find| you will find)|the following is|"
    r"i(?:['’]ve| have) (?:written|prepared|created|drafted|turned|put)|i(?:['’]ll| will)|let me)"
)
_POST = (
    r"\b(?:til|today[- ]i[- ]learned|draft|markdown|(?:your|requested|polished|rewritten|cleaned[- ]up|final) "
    r"(?:\w+ )*(?:post|entry|article|notes?|write-?up|version))\b"
)
_YES_KO = r"(?:물론(?:입니다|이죠|이에요)|네|예|알겠습니다|좋습니다|좋아요|그럼요)"
_INTRO_KO = r"(?:아래는|다음은|여기|요청하신|주신|제공해 ?주신|작성하신)"
_POST_KO = r"(?:TIL|초안|블로그 글|마크다운|요청하신|메모[^:：]*(?:정리|바탕|토대))"
_END_KO = r"(?:(?:입니다|이에요|예요|있습니다|했습니다|겠습니다|드립니다|드릴게요|볼게요)\s*[:：.!]*|[:：])"

_WHOLE = re.compile(
    "|".join(
        (
            rf"{_YES}[!,.:]*",
            rf"{_YES}[!,.:]+\s*{_INTRO}\b[^:：]*[:：]",
            rf"(?:{_YES}[!,.:]+\s*)?{_INTRO}\b[^:：]*{_POST}[^:：]*[:：.!]",
            rf"{_YES_KO}[!,.~]*",
            rf"{_YES_KO}[!,.~]+\s*[^:：]*(?:{_POST_KO}|아래|다음|여기|작성|정리)[^:：]*{_END_KO}",
            rf"{_INTRO_KO}[^:：]*{_POST_KO}[^:：]*{_END_KO}",
            r"#\s+(?:til|today i learned|오늘 배운 (?:것|내용|점))\s*[:：]?",
        )
    ),
    re.IGNORECASE,
)
_STARTS = (
    *("sure", "certainly", "of course", "absolutely", "okay", "ok", "great", "got it", "no problem", "happy to help"),
    *("understood", "alright", "here", "below", "the following is", "i've", "i’ve", "i have", "i'll", "i’ll"),
    *(
        "i will",
        "let me",
        "# til",
        "# today i learned",
        "# 오늘 배운",
        "물론",
        "네!",
        "네,",
        "네.",
        "네~",
        "예!",
        "예,",
    ),
    *(
        "예.",
        "예~",
        "알겠습니다",
        "좋습니다",
        "좋아요",
        "그럼요",
        "아래는",
        "다음은",
        "여기",
        "요청하신",
        "주신",
        "제공해",
    ),
    "작성하신",
)


def is_preamble(line: str) -> bool:
    """Whether ``line`` only introduces the post and says nothing of it."""
    line = line.rstrip()
    return may_begin(line) and bool(_WHOLE.fullmatch(line))


def may_begin(start: str) -> bool:
    """Whether a line that starts like this may turn out to be one."""
    start = start.lower()
    return len(start) <= LONGEST and any(start.startswith(word) or word.startswith(start) for word in _STARTS)

"""Recognise closing remarks: "Let me know if …", word counts, notes about the answer itself, tag lines.

A remark addresses the person who asked (an offer, a wish) or is about the answer itself. It is
short, forms a separate paragraph, and contains no code and no link.
"""

import re
from functools import cache

LONGEST = 300  # characters

_CHANGE = (
    r"(?:chang|adjust|expand|add|edit|more|anything|revis|rewrit|tweak|shorten|differ|another|further|example|tone)"
)
_TEXT = r"(?:post|draft|notes?|til|entry|material|version|article|write-?up|wording|tone|title|source)"
_DONE = r"(?:kept|left|used|omitted|added|wrote|preserved|followed|avoided|removed|included|based|stuck|tried|did)"
_TEXT_KO = r"(?:위 (?:내용|글|초안)|이 (?:글|초안)은|본 (?:글|내용)|글|초안|내용|자료|메모)"
_ENGLISH = (
    r"(?:please )?let me know\b.*",
    rf"(?:please )?feel free to\b.*{_CHANGE}.*",
    r"feel free to (?:ask|reach out|use|copy)\b.*",
    rf"(?:would|do) you (?:like|want)\b.*(?:me|{_CHANGE}).*\?",
    rf"(?:i )?(?:can|could|['’]d be happy to|am happy to|would be happy to)\b.*{_CHANGE}.*\b(?:if|you)\b.*",
    rf"(?:i['’]m|i am)? ?happy to\b.*(?:{_CHANGE}|help).*",
    (
        rf"if you(?!.*\b(?:issue|pull request|email|comment)\b)(?:['’]d like| would like| want| need| have)\b"
        rf".*(?:{_CHANGE}|question|let me|just).*"
    ),
    (
        r"(?:i )?hope (?:this|that|it|you)\b[^:]*"
        r"\b(?:helps?|helpful|useful|find|enjoy|works?|like|captures?|reflects?|meets?|fits?)\b[^:]*"
    ),
    r"(?:happy|enjoy) (?:coding|learning|hacking|blogging|writing|your)\b.*",
    rf"(?:note|disclaimer|p\.?s\.?)\s*[:：].*\b(?:i(?:['’]ve| have)? {_DONE}|your (?:notes?|material|source))\b.*",
    rf"(?:note that )?i(?:['’]ve| have)? {_DONE}\b.*\b(?:your|provided|given|the) (?:\w+ )?{_TEXT}\b.*",
    rf"(?:this|the) {_TEXT}\b.*\b(?:provided|your notes?|you gave|given material|as requested|word)\b.*",
    r"(?:everything|all (?:facts|code|information|content))\b.*\b(?:provided|your notes?|you gave)\b.*",
    r"(?:word|character) count\s*[:：].*",
    r"(?:about |approx(?:imately|\.)? |~)?\d+ (?:words|characters)",
)
_KOREAN = (
    r".*(?:말씀|알려|요청|문의|질문)해? ?(?:주세요|주시기 바랍니다|주십시오|주시면)(?: .*)?",
    r".*(?:도움|유용)\S*(?: \S+)? ?(?:바랍니다|바라요|바라며|좋겠습니다|좋겠어요|좋겠네요|희망합니다)",
    r".*(?:필요하시면|원하시면|있으시면|궁금하신|수정하고 싶)\S*.*(?:주세요|드리겠습니다|드릴게요|드릴 수 있습니다|요)",
    rf".*(?:{_TEXT_KO}|예제|예시|부분|설명)\S* .*(?:드릴까요|할까요|원하시나요|필요하신가요)\?*",
    rf"{_TEXT_KO}\S* .*(?:제공|주신|주어진|요청|메모|자료).*(?:작성|정리|구성|다듬)\S* ?\S*(?:습니다|어요|입니다)",
    r"(?:참고|주의|비고|노트)\s*[:：].*(?:제공|주신|주어진|원문|메모|자료).*(?:습니다|어요)",
    r"(?:제공|주신|주어진)\S* .*(?:자료|메모|내용).*(?:작성|정리|옮겼|유지|사용|다듬)\S*(?:습니다|어요)",
    r"(?:즐거운|행복한) (?:코딩|학습|개발|하루)\S*(?: .*)?",
    r"(?:글자 ?수|단어 ?수|분량)\s*[:：].*",
    r"(?:약 )?[\d,]+ ?(?:자|글자|단어)",
)
_LABEL = re.compile(
    r"\**(?:suggested |추천 ?)?(?:title|excerpt|summary|tags?|keywords?|제목|요약문?|발췌문?|태그|키워드)\**"
    r"\s*[:：]\**\s*\S.*",
    re.IGNORECASE,
)
_HASHES = re.compile(r"#[^\W\d_][\w+.-]*(?:[ ,]+#[\w+.-]+)+")
_RULE = re.compile(r" {0,3}(?:-{3,}|\*{3,}|_{3,})\s*")
_WRAPS = " \t*_()[]>🚀😊🙂🎉✨👍.!~️"
_MARGIN = " \t*_(>[~#"
_HINTS = re.compile(r"[`]|https?://")

_STARTS = (
    *("please let me know", "let me know", "please feel free", "feel free", "would you", "do you want", "do you like"),
    *("i can ", "i could ", "i'd be happy", "i’d be happy", "i'm happy", "i’m happy", "i am happy", "i would be happy"),
    *("can ", "could ", "happy ", "if you", "i hope", "hope ", "enjoy ", "note:", "note that i", "disclaimer", "ps:"),
    *(
        "p.s",
        "i've ",
        "i’ve ",
        "i have ",
        "i kept",
        "i left",
        "i used",
        "i omitted",
        "i added",
        "i wrote",
        "i preserved",
    ),
    *("i followed", "i avoided", "i removed", "i included", "i based", "i stuck", "i tried", "i did", "everything "),
    *("all facts", "all code", "all information", "all content", "word count", "character count", "about ", "approx"),
    *(f"{this} {text}" for this in ("this", "the") for text in ("post", "draft", "note", "til", "entry", "material")),
    *(f"{this} {text}" for this in ("this", "the") for text in ("version", "article", "write", "wording", "tone")),
    *("the title", "the source", "title", "excerpt", "summary", "tag", "keyword", "suggested "),
    *("도움", "유용", "추가", "필요", "원하", "궁금", "수정", "위 ", "이 글", "이 초안", "이 내용", "본 글", "본 내용"),
    *(
        "글",
        "초안",
        "내용",
        "제공",
        "주신",
        "주어진",
        "자료",
        "메모",
        "참고",
        "주의",
        "비고",
        "노트",
        "즐거운",
        "행복한",
    ),
    *("혹시", "더 ", "다른", "언제든", "질문", "문의", "말씀", "약 ", "이상", "태그", "제목", "요약", "발췌", "추천"),
    *("키워드", "부족", "예제", "예시", "설명", "부분"),
)


def is_remark(line: str) -> bool:
    """Return whether ``line`` addresses the person who asked, is about the answer, or belongs in another field."""
    bare = line.strip()
    if not bare or len(bare) > LONGEST or _HINTS.search(bare) or not may_remark(line):
        return False
    return bool(_HASHES.fullmatch(bare) or _LABEL.fullmatch(bare) or _whole().fullmatch(bare.strip(_WRAPS)))


@cache
def _whole() -> re.Pattern[str]:
    """Return the pattern of whole remarks; compiling it takes 80 ms, so not at start-up."""
    return re.compile("|".join((*_ENGLISH, *_KOREAN)), re.IGNORECASE)


def may_remark(start: str) -> bool:
    """Return whether a line with this start may be a remark."""
    bare = start.lstrip(_MARGIN).lower()
    if start.lstrip()[:1] == "#":
        return not bare or start.lstrip()[1:2] not in {" ", "#"}
    return bare[:1].isdigit() or any(bare.startswith(word) or word.startswith(bare) for word in _STARTS)


def is_rule(line: str) -> bool:
    """Return whether ``line`` is a thematic break."""
    return bool(_RULE.fullmatch(line))

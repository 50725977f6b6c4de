"""Recognise answers without a post: refusals such as "I'm sorry, but I can't help with that.", and NOTHING."""

import re
from enum import StrEnum

NOTHING = "NOTHING"  # what a model is asked to write if the material holds nothing to learn
_MARKS = ' \t`*_".!'
LONGEST = 400  # characters; longer answers are content

_SORRY = (
    "i'm sorry",
    "i’m sorry",
    "i am sorry",
    "sorry",
    "i apologize",
    "i can't",
    "i can’t",
    "i cannot",
    "i'm unable",
)
_MORE = ("i’m unable", "i am unable", "i'm not able", "i’m not able", "i won't", "i won’t", "as an ai", "unfortunately")
_KOREAN = ("죄송", "미안", "유감", "안타깝", "도와드릴 수", "해당 요청", "이 요청", "요청하신")
_STARTS = (*_SORRY, *_MORE, *_KOREAN)
_NOT = r"(?:can['’]?t|cannot|can not|unable to|not able to|won['’]t|will not|must decline)"
_WHOLE = re.compile(
    rf".*\b{_NOT}\b.*\b(?:help|assist|comply|fulfil+|proceed|continue|do (?:that|this|so)|"
    r"(?:write|create|provide|generate|produce|process|summari[sz]e|discuss|answer|share|turn)\b.*\b"
    r"(?:this|that|your|post|draft|request|material|content|it)|with (?:this|that))\b.*"
    r"|.*(?:도와|도움|작성|제공|응답|처리|답변|진행|생성|써)\S*(?: \S+)? ?(?:수(?:가|는)? 없|어렵|불가|못).*",
    re.IGNORECASE | re.DOTALL,
)


class Declined(StrEnum):
    """Why an answer holds no post."""

    REFUSED = "refused"
    NOTHING = "nothing"


def says_nothing(line: str) -> bool:
    """Return whether ``line`` says that the material holds nothing to learn."""
    return line.strip(_MARKS) == NOTHING


def may_say_nothing(start: str) -> bool:
    """Return whether a line with this start may say so."""
    return NOTHING.startswith(start.strip(_MARKS))


def is_refusal(text: str) -> bool:
    """Return whether the whole ``text`` only declines."""
    text = text.strip()
    return may_refuse(text) and "`" not in text and bool(_WHOLE.fullmatch(text))


def may_refuse(start: str) -> bool:
    """Return whether an answer with this start may be a refusal."""
    start = start.lower()
    return len(start) <= LONGEST and any(start.startswith(word) or word.startswith(start) for word in _STARTS)

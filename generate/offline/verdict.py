"""Judge whether a line is code, prose or ambiguous."""

import re
from enum import Enum, auto

from generate.offline.lines import has_hangul
from generate.offline.shell import is_command, prompt_of
from generate.offline.signs import STRONG

ENDS = ")]}>,:=\"'"  # endings of code lines that contain words
LOOK = 300  # characters examined; the start of a line is enough
_STRING = re.compile(r"\"(?:[^\"\\]|\\.)*\"|(?<!\w)'(?:[^'\\]|\\.)*'|`[^`]*`")
_COMMENT = re.compile(r"(?<!\S)(?:#|//|--|/\*|<!--|%%|;;).*$")
_STOP = re.compile(
    r"\b(?:the|was|were|are|an|of|that|it|its|but|you|i|we|they|which|because|so|would|should|"
    r"could|can|cannot|will|my|our|"
    r"your|has|have|had|there|these|those|be|been|than|also|just|only|very|what|how|why|does|did|"
    r"don|didn|doesn|isn|wasn|"
    r"when|about|like|really|much|some|any|after|before|now|to|on|at|if you|is a|a)\b(?![.(=\[:])",
    re.IGNORECASE,
)
_PAIR = re.compile(r"(?<![\w.$@/-])[A-Za-z]{2,} (?!(?:in|as|do|from|is) )(?=[A-Za-z]{2,}(?:[\s,.;:]|$))")
_KEYWORD = re.compile(
    r"(?:return|const|let|var|new|in|not|and|or|is|if|else|elif|for|while|await|async|static|"
    r"public|private|protected|final|"
    r"def|class|import|from|as|with|func|fn|type|struct|interface|extends|implements|export|"
    r"default|function|int|void|"
    r"string|String|bool|boolean|mut|pub|use|impl|throw|throws|raise|yield|assert|do|end|case|"
    r"lambda|go|defer|range) $"
)
_GENERIC = re.compile(
    r".*[;{]$|[\]})]+[\]});,]*$|[\w$.@>:\[\]-]+\(.*\)(?:\.\w+(?:\(.*\))?)*[;,:]?$|"
    r"[\w$][\w$.\[\]'\"-]*(?:: ?\w[\w\[\]<>, ]*)? ?[-+*/|&?]?= ?\S"
    r"|[\w$.]+\($|\.\w+\(|.*(?:=>|->|&&|\|\||!==?|===?|::|<-)\s*\S*$|[\w$.]+(?:\[[^\]]*\])+$|(?:\"\"\"|''')"
)
_OPENERS = re.compile(r"[\[({]$|[\])}]+[,;]?$|@\w+$|\[[\w. \"-]+\]$|\w[\w.]*,$")
_LOOSE = re.compile(r"[\w$.\[\]\"'-]+[,;]?$|(?://|/\*|\*/|--|#|%%).*")
_INSTRUCTION = re.compile(r"[A-Z]{2,} \S")  # keywords that begin lines of SQL and Dockerfiles
_FILE = re.compile(r"[\w./-]+\.[a-z]{1,6}:$|(?:/[\w.-]+)+/?$")  # a file name above the file's content
_LINK = re.compile(r"(?:https?://|www\.|!?\[[^\]]*\]\()")


class Verdict(Enum):
    """The judgement of a single line."""

    CODE = auto()
    MAYBE = auto()
    PROSE = auto()


def judge(line: str) -> Verdict:
    """Judge a non-blank line by its first ``LOOK`` characters."""
    text = line.strip()[:LOOK]
    if prompt_of(text):
        return Verdict.CODE
    if _FILE.match(text) or _LINK.match(text) or ("](" in text and "http" in text):
        return Verdict.PROSE
    bare = strip_quoted(text)
    if has_hangul(bare):
        return Verdict.CODE if _holds_hangul(text) else Verdict.PROSE
    return _judge_latin(text, bare)


def strip_quoted(text: str) -> str:
    """Return the text with empty string literals and without comments."""
    return _COMMENT.sub("", _STRING.sub('""', text)).strip()


def wordiness(bare: str) -> int:
    """Count signs of prose: function words and adjacent plain words."""
    pairs = sum(_KEYWORD.match(pair) is None for pair in _PAIR.findall(bare))
    return pairs + 2 * len(_STOP.findall(bare))


def is_sentence(line: str) -> bool:
    """Return whether a line reads like prose even directly below code."""
    text = line.strip()[:LOOK]
    bare = strip_quoted(text)
    return has_hangul(bare) or _LINK.match(text) is not None or wordiness(bare) > (0 if text[-1] in ".!?:" else 2)


def depth_of(line: str) -> int:
    """Return opening minus closing brackets of the line, outside strings and comments."""
    bare = strip_quoted(line[:LOOK])
    return sum(bare.count(opener) for opener in "([{") - sum(bare.count(closer) for closer in ")]}")


def is_comment(line: str) -> bool:
    """Return whether the whole line is a comment in any language."""
    return line.lstrip().startswith(("#", "//", "--", "/*", "*/", "%%", ";;", "<!--"))


def _holds_hangul(text: str) -> bool:
    if re.match(r"(?:SELECT|INSERT INTO|UPDATE|WHERE|AND) [a-zA-Z_.*\"(][^가-힣]*(?: AS |['=,(]) ?[가-힣]", text):
        return True
    return re.match(r"</?[a-zA-Z][\w-]*[^<>]*>.*</[\w-]+>$|<[a-z]+ [\w:-]+=|[\w.]+\(f?\"", text) is not None


def _judge_latin(text: str, bare: str) -> Verdict:
    words = wordiness(bare)
    if is_command(text) and words < 4:
        return Verdict.CODE
    if STRONG.match(text) and not text.startswith("`"):
        certain = (
            words == 0
            or (words < 3 and _INSTRUCTION.match(text) is not None)
            or (words < 3 and text[-1] in ENDS)
            or text.endswith((";", "{", "; do", "; then"))
            or _is_log(text)
        )
        return Verdict.CODE if certain else Verdict.PROSE
    if words == 0 and "`" not in text and _GENERIC.match(bare) and not _OPENERS.match(bare):
        return Verdict.CODE
    if words == 0 and (_OPENERS.match(text) or _LOOSE.match(text)):
        return Verdict.MAYBE
    return Verdict.MAYBE if not bare else Verdict.PROSE


def _is_log(text: str) -> bool:
    return (
        re.match(r"\[?\d{4}-|\[?[A-Z]{4,}\]?[: ]|npm|fatal|error|warning|[\w.]+(?:Error|Exception)", text) is not None
    )

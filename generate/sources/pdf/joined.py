"""Join the lines of a paragraph: hyphens at line ends, ligatures, accents set apart, words cut by the margin."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_ACCENTS = {"´": "\u0301", "¨": "\u0308", "ˆ": "\u0302", "˜": "\u0303", "ˇ": "\u030c", "¸": "\u0327"}
_ACCENT = re.compile("([´¨ˆ˜ˇ¸]) ?([A-Za-zı])")  # TeX's older fonts set them beside their letter
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_CUT = re.compile(r"([^\W\d_]{2,})-$")
_FIRST = re.compile(r"[^\W\d_]+")
_LEADER = re.compile(r"(?:\s?[.·․…]){5,}\s*")
_MATHS = re.compile("[\U0001d400-\U0001d7ff]+")
_BOUND = re.compile(  # Korean particles and endings, which never begin a line by themselves
    r"(?:을|를|은|는|의|로|으로|에서|에게|까지|부터|와|과|니다|습니다|입니다|였다|었다|았다|들|들이|들을|들은|들의|적인|적으로|에는|에도"
    r"|하게|되어|해서|하여)(?![\uac00-\ud7a3])"
)
_CJK = "[\u3040-\u30ff\u3400-\u9fff]"
_HANGUL = "[\uac00-\ud7a3]"


class Joiner:
    """Joins lines with the help of the words that the whole document spells out."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._words: Counter[str] = Counter()
        for line in lines:
            inner = line.split(" ")[1:-1]  # what the margin cuts stands at an end
            self._words.update(_WORD.findall(" ".join(inner).lower()))

    def joined(self, lines: list[str]) -> str:
        """Return the lines of a paragraph as one line."""
        text = lines[0] if lines else ""
        for line in lines[1:]:
            text = self._pair(text, line)
        return tidy(text)

    def _pair(self, text: str, line: str) -> str:
        cut, first = _CUT.search(text), _FIRST.match(line)
        if cut and first and first[0][0].islower():
            whole, kept = (cut[1] + first[0]).lower(), f"{cut[1]}-{first[0]}".lower()
            is_compound = self._words[kept] > self._words[whole]
            return text + line if is_compound else text[:-1] + line
        if re.search(_CJK + "$", text) and re.match(_CJK, line):
            return text + line
        if re.search(_HANGUL + "$", text) and re.match(_HANGUL, line) and self._is_cut(text, line):
            return text + line
        return f"{text} {line}"

    def _is_cut(self, text: str, line: str) -> bool:
        """Return whether the margin cut a Korean word: the whole one stands elsewhere, and its halves do not."""
        last = _WORD.findall(text.rsplit(" ", 1)[-1].lower())
        first = _WORD.findall(line.split(" ", 1)[0].lower())
        if _BOUND.match(line) and last and len(last[-1]) < 5:
            return True
        return bool(last and first) and self._words[last[-1] + first[0]] > min(
            self._words[last[-1]], self._words[first[0]]
        )


def tidy(text: str) -> str:
    """Return ``text`` with plain letters for ligatures, mathematical letters and accents set apart; leaders are cut."""
    text = _LEADER.sub(" … ", text.translate(_LIGATURES))
    text = _MATHS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return _ACCENT.sub(
        lambda found: unicodedata.normalize("NFC", found[2].replace("ı", "i") + _ACCENTS[found[1]]), text
    )

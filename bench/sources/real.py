"""Real pages with known answers, read from ``../shared/pages``: articles, whole texts, and code."""

import hashlib
import json
import re
import tarfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from statistics import median

from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

ARCHIVE = Path(__file__).parents[3] / "shared" / "pages" / "pages-dev.tar.xz"
_LINK = re.compile(r"!?\[([^\]]*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?\)")
_MARKS = re.compile(r"[*_`\\]")
_WORD = re.compile(r"\w+")
Read = Callable[[str], str]


@dataclass
class Score:
    """The counts and times of one reader over a set of pages."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    empty: int = 0
    seconds: list[float] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """The share of what came out that belongs to the article."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """The share of the article that came out."""
        return self.right / max(1, self.right + self.missed)

    def row(self) -> str:
        """Return precision, recall, F1, pages without a result, and the median and longest time of a page."""
        f1 = 2 * self.precision * self.recall / max(0.001, self.precision + self.recall)
        times = f"{median(self.seconds) * 1000:5.0f} ms {max(self.seconds) * 1000:6.0f} ms"
        return f"{self.precision:6.3f} {self.recall:6.3f} {f1:6.3f} {self.empty:6} {times}"

    def timed(self, read: Read, html: str) -> str:
        """Read a page, and count its time and whether nothing came out."""
        start = time.process_time()
        text = read(html)
        self.seconds.append(time.process_time() - start)
        self.empty += not text.strip()
        return text


@cache
def files() -> dict[str, bytes]:
    """Return the archive's files by name."""
    with tarfile.open(ARCHIVE) as archive:
        found = ((member.name, archive.extractfile(member)) for member in archive.getmembers() if member.isfile())
        return {name.removeprefix("dev/"): file.read() for name, file in found if file}


def is_kept_aside(name: str) -> bool:
    """Return whether a page belongs to the half that nothing was fitted on."""
    return hashlib.sha256(name.encode()).digest()[-1] % 2 == 1


def page(name: str) -> str:
    from generate.sources.charset import decode

    return decode(files()[name], html=True)


def words(markdown: str) -> str:
    """Return the words of a text without its Markdown, one space between them."""
    return " ".join(_WORD.findall(_MARKS.sub("", _LINK.sub(r"\1", markdown)).lower()))


def articles(read: Read, *, aside: bool | None = None) -> Score:
    """Score by strings that belong to each article, and strings that do not."""
    score = Score()
    for one in json.loads(files()["articles.json"]):
        if aside is None or is_kept_aside(one["file"]) == aside:
            text = words(score.timed(read, page(one["file"])))
            found = [words(string) in text for string in one["with"]]
            score.right += sum(found)
            score.missed += len(found) - sum(found)
            score.wrong += sum(words(string) in text for string in one["without"])
    return score


def readable(read: Read, *, aside: bool | None = None) -> tuple[Score, float]:
    """Score by the words of the expected text; also return the mean F1 of a page."""
    score, means = Score(), []
    for name in [name for name in files() if name.startswith("readable/") and name.endswith("/source.html")]:
        if aside is None or is_kept_aside(name) == aside:
            expected = BeautifulSoup(files()[name.replace("source.", "expected.")], "lxml").get_text(" ")
            wanted = Counter(words(expected).split())
            got = Counter(words(score.timed(read, page(name))).split())
            right = (wanted & got).total()
            score.right += right
            score.wrong += got.total() - right
            score.missed += wanted.total() - right
            means.append(2 * right / max(1, got.total() + wanted.total()))
    return score, sum(means) / len(means)


@dataclass
class Code:
    """The blocks of code of one set that came out exactly, and their languages."""

    blocks: int = 0
    exact: int = 0
    named: int = 0
    languages: int = 0
    lost: list[tuple[str, str, str]] = field(default_factory=list)

    def row(self) -> str:
        """Return the counts of exact blocks and of right languages."""
        return f"{self.exact:4} of {self.blocks:<4} {self.languages:4} of {self.named:<4}"


def fences(markdown: str) -> list[tuple[str, str]]:
    """Return each fenced block in ``markdown`` with its language."""
    tokens = MarkdownIt("commonmark").parse(markdown)
    blocks = [token for token in tokens if token.type == "fence" and token.content.strip()]
    return [(_trimmed(token.content), (token.info.split() or [""])[0].lower()) for token in blocks]


def _trimmed(code: str) -> str:
    return "\n".join(line.rstrip() for line in code.replace("\xa0", " ").strip("\n").split("\n"))


def _expected() -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    for name in sorted(files()):
        if name.startswith("defuddle/") and name.endswith(".md"):
            _, _, body = files()[name].decode().partition("\n```\n")
            yield "defuddle", name.replace(".md", ".html"), fences(body)
        elif name.startswith("readable/") and name.endswith("/expected.html"):
            soup = BeautifulSoup(files()[name], "lxml")
            for line_end in soup.find_all("br"):
                line_end.replace_with("\n")
            found = soup.find_all("pre")
            yield "readability", name.replace("expected.", "source."), [(_trimmed(pre.get_text()), "") for pre in found]


def code(read: Read, which: str) -> Code:
    """Score the blocks of code of the pages of ``which`` set."""
    score = Code()
    for kind, name, expected in _expected():
        if kind != which or not expected:
            continue
        got = fences(read(page(name)))
        left, languages = Counter(text for text, _ in got), dict(got)
        for text, language in expected:
            score.blocks += 1
            is_exact = left[text] > 0
            left[text] -= is_exact
            score.exact += is_exact
            score.named += bool(language)
            score.languages += bool(language) and languages.get(text) == language
            if not is_exact or (language and languages.get(text) != language):
                score.lost.append((name, text, language))
    return score

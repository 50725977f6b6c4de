"""The accuracy of article and code extraction, compared with two peers: ``make sources``.

Real pages with known answers (``../shared/pages`` if available), then pages generated from real Markdown
(``../shared/corpus`` if available, else this project's documents), so that the right results are known.
"""

import sys
import tarfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from markdown_it import MarkdownIt

from bench.sources import real
from bench.sources.metadata import metadata
from bench.sources.shapes import AROUND, SHAPES, Shape, render
from generate.source_errors import SourceError
from generate.sources.page import read_page

ROOT = Path(__file__).parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
URL = "https://blog.example/post"


@dataclass
class Score:
    """Counts over all pages of one shape, for one reader."""

    blocks: int = 0
    exact: int = 0
    named: int = 0
    languages: int = 0
    sentences: int = 0
    leaked: int = 0
    seconds: float = 0.0

    def row(self) -> str:
        """Return the shares of exact blocks, right languages and leaked sentences, and the time."""
        named = f"{self.languages / self.named:6.1%}" if self.named else "     –"
        return f"{self.exact / self.blocks:6.1%}  {named}  {self.leaked / self.sentences:6.1%}  {self.seconds:6.1f} s"


def ours(html: str) -> str:
    try:
        return read_page(html, URL).text
    except SourceError:
        return ""


def trafilatura(html: str) -> str:
    extract = import_module("trafilatura").extract
    return str(extract(html, output_format="markdown", include_comments=False, include_links=True) or "")


def readability(html: str) -> str:
    summary = import_module("readability").Document(html).summary()
    return str(import_module("markdownify").markdownify(summary, heading_style="ATX"))


def documents(count: int) -> list[str]:
    """Return up to ``count`` Markdown texts with code, spread evenly over each collection."""
    collections = [list(_in_archive(path)) for path in sorted(CORPUS.glob("*.tar.gz"))]
    if not collections:
        collections = [[path.read_text() for path in ROOT.glob("**/*.md") if ".venv" not in path.parts]]
    chosen: list[str] = []
    for texts in collections:
        with_code = [text for text in texts if code_of(text)]
        share = count // len(collections)
        chosen += with_code[:: max(1, len(with_code) // share)][:share]
    return chosen


def _in_archive(path: Path) -> Iterator[str]:
    with tarfile.open(path) as archive:
        for member in sorted(archive.getmembers(), key=lambda one: one.name):
            file = archive.extractfile(member) if member.name.endswith(".md") else None
            if file:
                yield file.read().decode(errors="replace").replace("\r\n", "\n")


def code_of(markdown: str) -> list[tuple[str, str]]:
    """Return each block of code in ``markdown`` with its language."""
    tokens = MarkdownIt("commonmark", {"html": False}).enable("table").parse(markdown)
    blocks = [token for token in tokens if token.type in {"fence", "code_block"} and token.content.strip()]
    return [(token.content.rstrip("\n"), (token.info.split() or [""])[0].lower()) for token in blocks]


def judge(score: Score, markdown: str, got: str) -> None:
    """Count what of ``markdown`` is exact in ``got``, and what leaked from the page around it."""
    expected, found = code_of(markdown), code_of(got)
    left = Counter(code for code, _ in found)
    languages = dict(found)
    for code, language in expected:
        score.blocks += 1
        if left[code] > 0:
            left[code] -= 1
            score.exact += 1
        if language:
            score.named += 1
            score.languages += languages.get(code, "") == language
    score.sentences += len(AROUND)
    score.leaked += sum(sentence in got for sentence in AROUND)


def measure(shape: Shape, read: Callable[[str], str], texts: list[str]) -> Score:
    score = Score()
    for text in texts:
        page = render(shape, text)
        start = time.perf_counter()
        got = read(page)
        score.seconds += time.perf_counter() - start
        judge(score, text, got)
    return score


READERS = (ours, trafilatura, readability)


def real_pages() -> None:
    """Print the tables on real pages, which are not part of the project."""
    if not real.ARCHIVE.exists():
        print(f"Skipped: real pages, which are read from {real.ARCHIVE}.\n")
        return
    heads = f"{'P':>6} {'R':>6} {'F1':>6} {'empty':>6} {'median':>8} {'worst':>9}"
    print(f"{'real articles':28}{'reader':14}{heads}  (seconds of CPU)")
    for aside, half in ((False, "the half fitted on first"), (True, "the half kept aside")):
        for read in READERS:
            print(f"{half:28}{read.__name__:14}{real.articles(read, aside=aside).row()}")
    print(f"\n{'readability’s pages, words':28}{'reader':14}{heads}  F1 of a page")
    for read in READERS:
        score, mean = real.readable(read)
        print(f"{'':28}{read.__name__:14}{score.row()}  {mean:.3f}")
    print(f"\n{'blocks of code':28}{'reader':14}{'exact':>12} {'languages':>12}")
    for which in ("defuddle", "readability"):
        for read in READERS:
            print(f"{which:28}{read.__name__:14}{real.code(read, which).row()}")
    for field, (right, known) in metadata().items():
        print(f"{field:28}{'ours':14}{right:8} of {known}")
    print()


def main() -> None:
    real_pages()
    texts = documents(int(sys.argv[1]) if len(sys.argv) > 1 else 120)
    print(f"{len(texts)} documents, {sum(len(code_of(text)) for text in texts)} blocks of code, five shapes\n")
    print(f"{'shape':28}{'reader':14}{'exact':>6}  {'lang':>6}  {'leak':>6}  {'time':>8}")
    for shape in SHAPES:
        for read in READERS:
            print(f"{shape.name:28}{read.__name__:14}{measure(shape, read, texts).row()}")


if __name__ == "__main__":
    main()

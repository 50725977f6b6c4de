"""Real TILs, if available beside the project: no word or line of code is lost, and titles match."""

import re
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from generate.offline import compose
from generate.offline.blocks import Kind, parse
from generate.offline.sentences import plain

CORPUS = sorted((Path(__file__).parents[5] / "shared" / "corpus").glob("*.tar.gz"))
EACH = 235
Lost = Callable[[str, str], str | None]


def documents() -> list[str]:
    found: list[str] = []
    for archive in CORPUS:
        with tarfile.open(archive) as files:
            names = sorted(name for name in files.getnames() if name.endswith(".md"))
            for name in names[:: max(1, len(names) // EACH)][:EACH]:
                member = files.extractfile(name)
                assert member is not None
                found.append(member.read().decode(errors="replace"))
    return found


@pytest.fixture(scope="module")
def tils() -> list[str]:
    if not CORPUS:
        pytest.skip("no ../shared/corpus/*.tar.gz beside the repository")
    return documents()


def test_no_line_is_lost(tils: list[str], lost: Lost) -> None:
    assert len(tils) > 300
    assert [line for til in tils if (line := lost(til, compose(til, "en").content)) is not None] == []


def test_fenced_code_is_the_same_to_the_character(tils: list[str]) -> None:
    for til in tils:
        draft = compose(til, "en").content
        for block in parse(til):
            if block.kind is Kind.FENCE:
                assert "\n".join(block.lines) in draft


def test_prose_is_hardly_ever_taken_for_code(tils: list[str]) -> None:
    added = sum(block.kind is Kind.CODE for til in tils for block in parse(til))
    assert added <= len(tils) // 50


def test_the_title_is_the_main_heading(tils: list[str]) -> None:
    headed = [(til, plain(found[1])) for til in tils if (found := re.match(r"\s*# +(\S.*)", til))]
    ours = [(compose(compose(til, "en").content, "en").titles[0], heading) for til, heading in headed]
    same = sum(title == heading.rstrip(" .:;,") for title, heading in ours)
    assert same >= 0.95 * len(headed)


def test_most_have_tags_and_none_too_many(tils: list[str]) -> None:
    counts = [len(compose(til, "en").tags) for til in tils]
    assert max(counts) <= 5
    assert sum(count > 0 for count in counts) > 0.7 * len(counts)

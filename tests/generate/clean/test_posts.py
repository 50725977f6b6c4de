"""Real posts pass unchanged, also from inside typical wrappers."""

import tarfile
import unicodedata
from pathlib import Path

import pytest

from generate.clean import content

CORPUS = Path(__file__).parents[4] / "shared" / "corpus"
GENERIC = ("# TIL\n", "# Today I Learned\n")


def posts() -> list[str]:
    """Return every tenth post of the available collections, as it would be stored."""
    found = []
    for archive in sorted(CORPUS.glob("*.tar.gz")):
        with tarfile.open(archive) as files:
            names = sorted(name for name in files.getnames() if name.lower().endswith(".md"))
            read = [file.read() for name in names[::10] if (file := files.extractfile(name))]
        found += [unicodedata.normalize("NFC", text.decode(errors="replace")).strip() for text in read]
    return [text.replace("\r\n", "\n").replace("\x10", "") for text in found if text and not text.startswith(GENERIC)]


@pytest.mark.skipif(not CORPUS.exists(), reason="the collections of real posts are not beside the repository")
def test_real_posts_stay_as_they_are() -> None:
    changed = [post for post in posts() if content(post) != post]
    assert posts()
    assert changed == []


@pytest.mark.skipif(not CORPUS.exists(), reason="the collections of real posts are not beside the repository")
def test_real_posts_come_out_of_a_fence_around_the_whole() -> None:
    wrapped = [(post, content(f"Sure! Here is your TIL draft:\n\n````markdown\n{post}\n````")) for post in posts()]
    lost = [post for post, cleaned in wrapped if cleaned != post]
    assert len(lost) <= len(wrapped) // 100

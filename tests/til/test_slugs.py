"""Slugs: Korean kept, never empty."""

import tarfile
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from til.slugs import LONGEST, generate_slug

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Undo a git rebase", "undo-a-git-rebase"),
        ("PostgreSQL 인덱스의 순서", "postgresql-인덱스의-순서"),
        ("git_log --oneline", "git-log-oneline"),
        ("equals/hashCode", "equals-hashcode"),
        ("C++ 입문", "cpp-입문"),
        ("C# and F#", "csharp-and-fsharp"),
        ("Ｆｕｌｌ　ｗｉｄｔｈ", "full-width"),
        (unicodedata.normalize("NFD", "한글 자모"), "한글-자모"),
        ("??!", "u3f-u3f-u21"),
        ("🎉", "u1f389"),
        ("  ", "day-7"),
        ("<script>alert(1)</script>", "scriptalert1-script"),
    ],
)
def test_a_title_becomes_a_readable_slug(title: str, slug: str) -> None:
    assert generate_slug(title, "day-7") == slug


def test_a_long_title_is_cut_between_words() -> None:
    slug = generate_slug("word " * 40)
    assert len(slug) <= LONGEST
    assert set(slug.split("-")) == {"word"}


@given(st.text())
def test_no_text_gives_an_empty_slug_or_one_that_breaks_an_address(text: str) -> None:
    slug = generate_slug(text)
    assert slug
    assert not set(slug) & set("/?#% .\n")
    assert generate_slug(slug) == slug or len(slug) > LONGEST


def test_file_names_of_a_korean_repository_all_get_slugs() -> None:
    archive = CORPUS / "namjunemy-til.tar.gz"
    if not archive.exists():
        pytest.skip("the corpus of Korean TILs is not beside the project")
    with tarfile.open(archive) as files:
        names = [Path(name).stem for name in files.getnames() if name.endswith(".md")]
    assert len(names) > 100
    assert all(generate_slug(name, "") for name in names)

"""Tags: one tag per concept, in any spelling."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from til.days import create_til
from til.models import Alias, Tag
from til.tagging.lookup import find_tags, get_or_create, get_or_create_all, known_tags
from til.text.normal_form import canonical_key


@pytest.mark.parametrize(
    "names",
    [
        ("GitHub Actions", "github-actions", "github_actions", "githubActions", " ＧｉｔＨｕｂ　Ａｃｔｉｏｎｓ "),
        ("STRASSE", "straße"),
        ("데이터 베이스", "데이터베이스", "데이터-베이스"),
        ("#python", "Python", "`python`"),
    ],
)
def test_spellings_of_one_name_share_a_key(names: tuple[str, ...]) -> None:
    assert len({canonical_key(name) for name in names}) == 1


def test_different_languages_keep_different_keys() -> None:
    assert len({canonical_key(name) for name in ("C", "C++", "C#", ".NET")}) == 4


@given(st.text(max_size=80))
def test_a_key_is_its_own_key(name: str) -> None:
    assert canonical_key(canonical_key(name)) == canonical_key(name)


@pytest.mark.django_db
def test_an_existing_tag_is_found_whatever_its_case() -> None:
    tag = get_or_create("GitHub Actions")
    assert get_or_create("github_actions") == tag
    assert Tag.objects.get() == tag
    assert tag.name == "GitHub Actions"


@pytest.mark.django_db
@pytest.mark.parametrize("blank", ["", "  ", "#", '""'])
def test_a_blank_name_is_refused(blank: str) -> None:
    with pytest.raises(ValueError, match="needs a name"):
        get_or_create(blank)
    assert get_or_create_all([blank]) == []


@pytest.mark.django_db
def test_names_with_equal_slugs_get_different_ones() -> None:
    slugs = [get_or_create(name).slug for name in ("hello!", "hello?", "hello")]
    assert slugs == ["hello", "hello-2", "hello-3"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("short", "long"), [("js", "javascript"), ("포스트그레스", "postgresql"), ("K8S", "kubernetes")]
)
def test_what_people_call_it_is_the_tag_itself(short: str, long: str) -> None:
    tag = get_or_create(short)
    assert tag.name == long
    assert get_or_create(long.title()) == tag
    assert find_tags([short]) == {canonical_key(short): tag}


@pytest.mark.django_db
def test_an_alias_never_becomes_a_new_tag() -> None:
    rust = get_or_create("rust")
    Alias.objects.create(name="러스트", slug="러스트", key=canonical_key("러스트"), tag=rust)
    assert get_or_create_all(["러스트", "Rust", "cargo"]) == [rust, Tag.objects.get(name="cargo")]


@pytest.mark.django_db
def test_a_tag_of_the_site_comes_before_the_common_name() -> None:
    short = Tag.objects.create(name="js", slug="js", key="js")
    assert get_or_create("JS") == short


@pytest.mark.django_db
def test_known_tags_come_by_use() -> None:
    create_til(title="One", content="x", tags=["rare", "often"])
    create_til(title="Two", content="x", tags=["often"])
    assert known_tags() == ["often", "rare"]


@pytest.mark.django_db(transaction=True)
def test_one_tag_is_made_when_many_ask_at_once() -> None:
    def make(number: int) -> int:
        try:
            return get_or_create(["Web Socket", "web-socket", "websocket"][number % 3]).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        made = set(pool.map(make, range(20)))
    assert made == {Tag.objects.get().pk}

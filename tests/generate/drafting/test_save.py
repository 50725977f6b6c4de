"""A draft becomes a TIL exactly once, with a unique day number, despite concurrent requests."""

import pytest
from django.contrib.auth.models import User

from generate.drafting.save import save_draft
from generate.models import Generation
from generate.refusals import NothingToSave, StillRunning
from generate.running import rows
from generate.stages import Stage
from generate.stream.live import Status
from tests.generate.fleet import admit, generation
from tests.generate.running.test_rows import at_once
from til.models import Til
from tilsite.access.keys.models import ApiKey

TAGS = [{"id": None, "name": "git", "slug": "git", "is_new": True}]


def drafted(**fields: object) -> Generation:
    usual = {"status": Status.COMPLETE, "stage": Stage.END, "content": "# Bisect\n\nHalves.", "title": "Bisect"}
    return Generation.objects.create(**vars_of(generation()), **usual | {"tags": TAGS, "day_number": 1} | fields)


def vars_of(row: Generation) -> dict[str, object]:
    return {name: getattr(row, name) for name in ("input", "provider", "model", "language")}


@pytest.mark.django_db(transaction=True)
def test_fifty_saved_at_once_have_fifty_numbers_in_a_row() -> None:
    rows = [drafted() for _ in range(50)]
    numbers = at_once(50, lambda number: save_draft(rows[number].pk).day_number)
    assert sorted(numbers) == list(range(1, 51))


@pytest.mark.django_db(transaction=True)
def test_one_saved_fifty_times_at_once_is_one_til() -> None:
    row = drafted()
    assert len(set(at_once(50, lambda _: save_draft(row.pk).pk))) == 1
    assert Til.objects.count() == 1


@pytest.mark.django_db
def test_it_is_saved_as_it_was_written_and_as_it_was_changed() -> None:
    ada = User.objects.create_user("ada")
    key = ApiKey.objects.issue("ada's", user=ada)
    til = save_draft(drafted(key=key, user=ada).pk)
    assert (til.title, til.content, til.status, til.author) == ("Bisect", "# Bisect\n\nHalves.", "draft", ada)
    assert [tag.name for tag in til.tags.all()] == ["git"]
    other = save_draft(drafted().pk, title="Other", content="Text", tags=["log"], day_number=9)
    assert (other.title, other.content, other.day_number) == ("Other", "Text", 9)
    assert [tag.name for tag in other.tags.all()] == ["log"]


@pytest.mark.django_db
def test_every_source_is_credited_but_notes() -> None:
    page = {"type": "url", "title": "Bisecting", "url": "https://a.test/"}
    parts = [
        {"type": "text"},
        {"type": "file", "name": "노트.md"},
        page,
        page | {"title": "", "url": "https://b.test/"},
    ]
    til = save_draft(drafted(sources=parts, source_title="Bisecting", source_url="https://a.test/").pk)
    assert til.sources == [("Bisecting", "https://a.test/"), ("노트.md", ""), ("", "https://b.test/")]


@pytest.mark.django_db
@pytest.mark.parametrize("status", [Status.CANCELLED, Status.FAILED])
def test_what_was_stopped_half_way_can_be_saved_and_named_by_its_first_line(status: Status) -> None:
    til = save_draft(drafted(status=status, stage=Stage.CONTENT, title="", tags=[], content="\n# Half a draft\n").pk)
    assert til.title == "Half a draft"


@pytest.mark.django_db
def test_what_is_being_written_or_empty_cannot_be_saved() -> None:
    with pytest.raises(StillRunning):
        save_draft(rows.start(generation(), "ours", admit).pk)
    with pytest.raises(NothingToSave):
        save_draft(drafted(status=Status.FAILED, content="  \n", title="").pk)
    with pytest.raises(Generation.DoesNotExist):
        save_draft(0)
    assert not Til.objects.exists()

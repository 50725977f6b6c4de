"""Tags in the repository are those of the site, also of changes at the same time."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection, connections, transaction

from generate.drafting.pushed import propose
from tests.til.mirror.conftest import tree
from til.days import create_til
from til.mirror.sync import sync
from til.models import Til
from til.tagging.lookup import get_or_create
from til.tagging.merge import merge
from til.transfer.exporting import name_of
from til.transfer.front_matter import to_markdown

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


def publish(title: str, *tags: str) -> Til:
    return create_til(title=title, content="One.", tags=tags, status=Til.Status.PUBLISHED)


def see_pushed(remote: Path) -> None:
    """Sync, and compare both sides."""
    assert sync(propose).pushed
    files = tree(remote)
    index = files.pop("README.md")
    tils = Til.objects.published()
    assert files == {name_of(til): to_markdown(til) for til in tils}
    assert {tag.name for til in tils for tag in til.tags.all()} == {
        line.removeprefix("## ") for line in index.splitlines() if line.startswith("## ")
    } - {"Without a topic"}


def test_tags_that_are_given_merged_and_deleted_are_followed(remote: Path) -> None:
    til, _ = publish("First", "Git", "Shell"), publish("Second", "Shell")
    see_pushed(remote)
    til.tags.add(get_or_create("Bash"))
    see_pushed(remote)
    merge(get_or_create("Bash"), get_or_create("Shell"))
    see_pushed(remote)
    get_or_create("Shell").delete()
    see_pushed(remote)
    til.tags.clear()
    see_pushed(remote)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_what_two_requests_change_at_once_arrives(remote: Path) -> None:
    til = publish("First")
    see_pushed(remote)
    has_saved, has_tagged = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            mine = Til.objects.get(pk=til.pk)
            mine.content = "Two."
            mine.save()
            has_saved.set()
            has_tagged.wait(1)  # the other one waits for this one

    def tag() -> None:
        has_saved.wait()
        with transaction.atomic():
            Til.objects.get(pk=til.pk).tags.add(get_or_create("Shell"))
        has_tagged.set()

    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(closing_connections(work)) for work in (write, tag)]:
            done.result()
    see_pushed(remote)
    text = tree(remote)[name_of(til)]
    assert "Two." in text
    assert "- Shell" in text


def closing_connections(work: Callable[[], None]) -> Callable[[], None]:
    """Return ``work``, which closes its thread's connections at its end."""

    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    return run

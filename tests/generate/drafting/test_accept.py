"""A proposal is accepted when both it and the draft it belongs to have ended."""

import pytest

from generate.drafting.regenerate import accept
from generate.models import Generation
from generate.refusals import StillRunning
from generate.stream.live import Status

pytestmark = pytest.mark.django_db


def proposal(of: str, itself: str) -> tuple[Generation, int]:
    parent = Generation.objects.create(input="notes", content="Text.", title="Old", status=of)
    row = Generation.objects.create(input="notes", part="title", title="New", parent=parent, status=itself)
    return parent, row.pk


@pytest.mark.parametrize(("of", "itself"), [(Status.RUNNING, Status.COMPLETE), (Status.COMPLETE, Status.RUNNING)])
def test_nothing_is_accepted_while_one_of_them_is_written(of: str, itself: str) -> None:
    parent, pk = proposal(of, itself)
    with pytest.raises(StillRunning):
        accept(parent, pk)
    parent.refresh_from_db()
    assert parent.title == "Old"


def test_it_is_accepted_when_both_have_ended() -> None:
    parent, pk = proposal(Status.COMPLETE, Status.COMPLETE)
    accept(parent, pk)
    parent.refresh_from_db()
    assert parent.title == "New"

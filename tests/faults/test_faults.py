"""The table of faults is true for every provider, and docs/faults.md is up to date."""

import asyncio
from collections.abc import Iterator

import orjson
import pytest
from django.forms.models import model_to_dict
from django.utils import translation
from django.utils.translation import gettext
from pytest_django import DjangoDbBlocker

from generate.errors import ProviderError
from generate.models import Generation
from generate.stream.live import Status
from tests.fakes.behaviour import TEXT
from tests.fakes.wiring import KEY
from tests.faults.document import DOCUMENT, written
from tests.faults.lab import Case, Left, Outcome, Way, cases, play_all
from tests.faults.table import DECLINED, FAULTS, LIMIT, PATH, Ends, Fault
from tests.server import ROOT

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.timeout(300)]
Played = tuple[dict[Case, Outcome], Left, Left]
every_fault = pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)


@pytest.fixture(scope="module")
def played(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Played]:
    """The results of all cases, run once."""
    with django_db_blocker.unblock():
        yield asyncio.run(play_all())
        Generation.objects.all().delete()


def outcomes(played: Played, fault: Fault, *ways: Way) -> list[tuple[Case, Outcome]]:
    return [(case, outcome) for case, outcome in played[0].items() if case.fault is fault and case.way in ways]


def end_of(case: Case) -> Ends:
    return case.fault.beside if case.way is Way.BESIDE and case.fault.beside else case.fault.ends


def has_text(case: Case) -> bool:
    return case.fault.keeps or case.way is Way.BESIDE


@every_fault
def test_what_a_reader_gets(played: Played, fault: Fault) -> None:
    for case, outcome in outcomes(played, fault, Way.STAYS, Way.BESIDE):
        last, ends = outcome.events[-1], end_of(case)
        if isinstance(ends, ProviderError):
            told = ends.about(has_text=has_text(case))
            got = (last.name, last.data.get("code"), last.data.get("retry_after"), last.data.get("error"))
            assert got == ("error", told.code, told.retry_after, str(told)), case
            assert ("kept" in str(told)) <= has_text(case)
        else:
            assert (last.name, last.data["truncated"]) == ("complete", ends == "truncated"), case


@every_fault
def test_what_is_stored(played: Played, fault: Fault) -> None:
    for case, outcome in outcomes(played, fault, Way.STAYS, Way.BESIDE):
        row, ends = outcome.row, end_of(case)
        is_whole = case.way is Way.BESIDE or not isinstance(ends, ProviderError)
        assert TEXT.startswith(row.content), case
        assert row.content.strip() == TEXT.strip() if is_whole else bool(row.content) is fault.keeps, case
        failed = (Status.FAILED, ends.code) if isinstance(ends, ProviderError) else (Status.COMPLETE, "")
        assert (row.status, row.error_code) == failed, case
        shown = "".join(event.data.get("chunk", "") for event in outcome.events)
        assert shown == row.content, case


@every_fault
def test_no_reader_sees_what_a_provider_says(played: Played, fault: Fault) -> None:
    for case, outcome in outcomes(played, fault, *Way):
        kept = {name: value for name, value in model_to_dict(outcome.row).items() if name != "error_detail"}
        shown = orjson.dumps([[event.data for event in outcome.events], kept], default=str).decode()
        for secret in (KEY, PATH, "WORKER-7", DECLINED):
            assert secret not in shown, case
        assert KEY not in outcome.row.error_detail


@every_fault
def test_it_is_asked_for_again_where_that_may_help(played: Played, fault: Fault) -> None:
    for case, outcome in outcomes(played, fault, Way.STAYS, Way.BESIDE):
        assert len([seen for seen in outcome.asked if seen.task == case.task]) == fault.requests, case
    for case, outcome in outcomes(played, fault, Way.PASSES):
        asked = len([seen for seen in outcome.asked if seen.task == "content"])
        helped = outcome.events[-1].name == "complete" and outcome.row.content.strip() == TEXT.strip()
        assert (asked, helped) == ((2, True) if fault.is_tried_again else (1, fault.ends == "truncated")), case


@every_fault
def test_it_ends_in_time_and_leaves_no_answer_open(played: Played, fault: Fault) -> None:
    for case, outcome in outcomes(played, fault, *Way):
        assert outcome.seconds < LIMIT + 30, case  # far below all other limits
        assert all(seen.is_over for seen in outcome.asked), case
        if fault.limit and case.way is Way.STAYS:
            assert outcome.seconds >= LIMIT, case
            assert outcome.asked[-1].left, case


@every_fault
def test_its_words_are_korean_too(fault: Fault) -> None:
    if isinstance(fault.ends, ProviderError):
        for has_some in (True, False):
            told = fault.ends.about(has_text=has_some)
            with translation.override("ko"):
                assert told.sentence(gettext) != told.sentence(str)


def test_nothing_is_left_open(played: Played) -> None:
    _, before, after = played
    assert after == before


def test_every_fault_is_met_everywhere() -> None:
    met = {(case.kind, case.task) for case in cases()}
    assert len(met) == 4 * 4
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 40


def test_the_document_is_what_the_table_says() -> None:
    advice = "run manage.py write_api_docs"
    assert (ROOT / DOCUMENT).read_text("utf-8") == written(), advice

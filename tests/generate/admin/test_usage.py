"""The usage page: figures by provider, key and day, without scripts."""

from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from generate.admin.plot import HEIGHT, plot
from tests.generate.admin.conftest import Generated
from tests.generate.admin.pages import soup, text
from tilsite.access.keys.models import ApiKey

PAGE = "/admin/generate/generation/usage/"
pytestmark = pytest.mark.django_db


def tables(desk: Client, **query: str) -> dict[str, list[list[str]]]:
    found = {}
    for section in soup(desk.get(PAGE, query)).select("section"):
        rows = section.select("tbody tr")
        found[text(section, "h2")] = [[cell.get_text() for cell in row.select("th, td")] for row in rows]
    return found


def test_it_counts_by_provider_key_and_day(desk: Client, generated: Generated) -> None:
    key = ApiKey(name="laptop", user=get_user_model().objects.create_user("grace"))
    key.renew()
    key.save()
    generated(seconds=2, key=key)
    generated(seconds=4, user=get_user_model().objects.get(username="grace"))
    generated("failed", seconds=90, provider="anthropic", model="claude", usage={})
    generated(days_ago=200)
    found = tables(desk)
    assert found["Providers and models"] == [
        ["Anthropic claude", "1", "1 (100 %)", "0", "0", "–"],
        ["OpenAI gpt-5.5", "2", "0", "200", "40", "3.0"],
    ]
    assert sorted(row[:2] for row in found["Keys and users"]) == [
        ["command line, or deleted", "1"],
        ["grace", "1"],
        ["key laptop", "1"],
    ]
    assert [row[1:] for row in found["Days"]] == [["3", "1 (33 %)", "200", "40", "3.0"]]


def test_a_period_is_chosen(desk: Client, generated: Generated) -> None:
    generated(days_ago=20)
    assert tables(desk, days="7")["Days"] == []
    assert len(tables(desk, days="30")["Days"]) == 1
    for days, bars in {"7": 7, "90": 90, "nonsense": 30}.items():
        assert len(soup(desk.get(PAGE, {"days": days})).select("figure svg")[0].select("rect.all")) == bars


def test_the_plots_are_drawn_by_the_server(desk: Client, generated: Generated) -> None:
    for status in ("complete", "complete", "failed", "complete"):
        generated(status)
    page = soup(desk.get(PAGE))
    bars = page.select("figure svg")[0].select("rect")[-2:]
    assert [float(str(bar["height"])) for bar in bars] == [HEIGHT, HEIGHT / 4]
    assert "4 (1)" in page.select("figure svg title")[29].get_text()
    assert not page.select("main script, [onclick], figure [style]")


def test_bars_stand_on_the_ground_and_nothing_is_divided_by_nothing() -> None:
    days = [date(2026, 11, day) for day in (1, 2)]
    drawn = plot("x", days, [5, 10], [5, 0])
    assert [(bar.y + bar.height, bar.part_y + bar.part_height) for bar in drawn.bars] == [(HEIGHT, HEIGHT)] * 2
    assert [(bar.height, bar.part_height) for bar in drawn.bars] == [(60, 60), (120, 0)]
    assert [bar.height for bar in plot("x", days, [0, 0]).bars] == [0, 0]


def test_it_costs_the_same_however_much_there_is(desk: Client, generated: Generated) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            desk.get(PAGE)
        return len(seen)

    generated()
    queries()  # reads what a process keeps for some seconds
    before = queries()
    for number in range(4):
        generated(days_ago=number, model=f"model-{number}")
    assert queries() == before <= 6


def test_only_staff_see_it(client: Client) -> None:
    assert client.get(PAGE).headers["Location"].startswith("/admin/login/")
    client.force_login(get_user_model().objects.create_user("guest", is_staff=True))
    assert client.get(PAGE).status_code == 403

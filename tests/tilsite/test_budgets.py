"""Budgets and prices from the environment."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from tilsite import budgets

NAME = "TIL_TESTED"


def test_budgets_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "site/month=5_000_000, user/day=200000 key/month=$20.5")
    assert budgets.budgets(NAME) == [
        ("site", "month", "tokens", 5_000_000),
        ("user", "day", "tokens", 200_000),
        ("key", "month", "money", 20_500_000),
    ]
    monkeypatch.delenv(NAME)
    assert budgets.budgets(NAME) == []


def test_prices_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "claude-sonnet-5=3/15 meta/llama:8b=0.1/0.4")
    assert budgets.prices(NAME) == {"claude-sonnet-5": (3, 15), "meta/llama:8b": (0.1, 0.4)}


@pytest.mark.parametrize("word", ["site=5", "site/week=5", "user/day", "all/day=5", "key/day=-5", "key/day=20€"])
def test_nonsense_is_refused_with_an_example(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv(NAME, word)
    with pytest.raises(ImproperlyConfigured, match="site/month=5000000"):
        budgets.budgets(NAME)
    with pytest.raises(ImproperlyConfigured, match="claude-sonnet-5=3/15"):
        budgets.prices(NAME)

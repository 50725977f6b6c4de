"""Budgets that cannot be exceeded: a request reserves its maximum in the database before it is sent."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import NamedTuple

from django.conf import settings
from django.db import DatabaseError, InterfaceError, transaction
from django.db.models import F, Max
from django.utils import timezone

from generate.errors import BudgetExhausted
from generate.llm.base import Usage
from generate.models import Spending
from generate.running.database import in_database
from generate.writing.metered import Ticket
from til.errors import mark as _

logger = logging.getLogger(__name__)
SPANS = {"day": _("today"), "month": _("this month")}


class Budget(NamedTuple):
    """The limit for a ``span`` (day or month) of the site, or of each user or key; money in millionths."""

    whose: str
    span: str
    unit: str
    limit: int


@dataclass(frozen=True, slots=True)
class State:
    """The state of a budget; it resets at ``until``."""

    budget: Budget
    used: int
    until: datetime


class Purse:
    """The budgets of a user and a key (see ``metered.Purse``)."""

    def __init__(self, user_id: int | None, key_id: int | None) -> None:
        ids = {"site": "", "user": user_id, "key": key_id}
        self._names = {whose: f"{whose}:{pk}" if pk else whose for whose, pk in ids.items() if pk is not None}

    async def reserve(self, model: str, most: Usage) -> Ticket:
        """Reserve a request's maximum from all budgets that apply, or from none. Raises BudgetExhausted."""
        tokens, money = most.input_tokens + most.output_tokens, cost(model, most)
        if not settings.TIL_BUDGETS:
            return Ticket(model, (), tokens, money)
        return await in_database(self._reserve, model, tokens, money)

    async def settle(self, ticket: Ticket, used: Usage) -> None:
        """Return the unused part; use beyond the reservation counts as well."""
        if not ticket.places:
            return
        try:
            await asyncio.shield(in_database(_settle, ticket, used))
        except (DatabaseError, InterfaceError) as error:
            logger.warning("a reservation of %d tokens stays: %s", ticket.tokens, type(error).__name__)

    def _reserve(self, model: str, tokens: int, money: int) -> Ticket:
        today = timezone.localdate()
        places = []
        with transaction.atomic():
            for (whose, span), budgets in groupby(sorted(self._budgets()), key=lambda one: one[:2]):
                place = self._names[whose], _period(span, today)
                _take(place, list(budgets), {"tokens": tokens, "money": money})
                places.append(place)
        return Ticket(model, tuple(places), tokens, money)

    def _budgets(self) -> list[Budget]:
        return [budget for one in settings.TIL_BUDGETS if (budget := Budget(*one)).whose in self._names]

    def states(self) -> list[State]:
        """Return the state of each budget."""
        today = timezone.localdate()
        found = []
        for budget in self._budgets():
            name, period = self._names[budget.whose], _period(budget.span, today)
            row = Spending.objects.filter(name=name, period=period).first()
            found.append(State(budget, getattr(row, budget.unit, 0), _until(budget.span, today)))
        return found

    def see(self) -> None:
        """Raise BudgetExhausted if a budget is used up."""
        for state in self.states():
            if state.used >= state.budget.limit:
                raise exhausted(state.budget.span)


def shares_used() -> dict[str, float]:
    """Return the used share of each budget in TIL_BUDGETS by name; for users and keys, the highest share."""
    today = timezone.localdate()
    found = {}
    for budget in (Budget(*one) for one in settings.TIL_BUDGETS):
        rows = Spending.objects.filter(name__startswith=budget.whose, period=_period(budget.span, today))
        used = rows.aggregate(most=Max(budget.unit))["most"] or 0
        found[f"{budget.whose}/{budget.span}/{budget.unit}"] = used / budget.limit
    return found


def cost(model: str, usage: Usage) -> int:
    """Return the cost of tokens in millionths; prices are per million tokens."""
    read, written = settings.TIL_PRICES.get(model, (0.0, 0.0))
    return round(usage.input_tokens * read + usage.output_tokens * written)


def exhausted(span: str) -> BudgetExhausted:
    """Return the error for a used-up budget, with the time at which it resets."""
    until = _until(span, timezone.localdate())
    seconds = (until - timezone.now()).total_seconds()
    return BudgetExhausted(span, retry_after=max(1.0, seconds), span=[SPANS[span]], until=f"{until:%Y-%m-%d %H:%M}")


def _take(place: tuple[str, str], budgets: list[Budget], wanted: dict[str, int]) -> None:
    name, period = place
    Spending.objects.bulk_create([Spending(name=name, period=period)], ignore_conflicts=True)
    room = {f"{budget.unit}__lte": budget.limit - wanted[budget.unit] for budget in budgets}
    taken = Spending.objects.filter(name=name, period=period, **room).update(
        tokens=F("tokens") + wanted["tokens"], money=F("money") + wanted["money"]
    )
    if not taken:
        raise exhausted(budgets[0].span)


def _settle(ticket: Ticket, used: Usage) -> None:
    tokens = used.input_tokens + used.output_tokens - ticket.tokens
    money = cost(ticket.model, used) - ticket.money
    with transaction.atomic():
        for name, period in ticket.places:
            row = Spending.objects.filter(name=name, period=period)
            row.update(tokens=F("tokens") + tokens, money=F("money") + money)


def _period(span: str, today: date) -> str:
    return f"{today:%Y-%m-%d}" if span == "day" else f"{today:%Y-%m}"


def _until(span: str, today: date) -> datetime:
    first = today + timedelta(days=1) if span == "day" else (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return timezone.make_aware(datetime.combine(first, time()))

"""Settings for budgets and prices."""

import re

from tilsite.env import refuse, text, words

MILLION = 1_000_000
_BUDGET = re.compile(r"(site|user|key)/(day|month)=(\$?)(\d[\d_]*(?:\.\d+)?)")
_PRICE = re.compile(r"(.+)=(\d+(?:\.\d+)?)/(\d+(?:\.\d+)?)")


def budgets(name: str) -> list[tuple[str, str, str, int]]:
    """Return budgets as (owner, span, ``tokens`` or ``money``, amount); money in millionths."""
    found = []
    for word in words(name):
        budget = _BUDGET.fullmatch(word)
        if budget is None:
            raise refuse(name, text(name), "use words such as site/month=5000000, user/day=200000 or key/month=$20")
        whose, span, sign, number = budget.groups()
        amount = float(number.replace("_", ""))
        found.append((whose, span, "money" if sign else "tokens", round(amount * (MILLION if sign else 1))))
    return found


def prices(name: str) -> dict[str, tuple[float, float]]:
    """Return the prices per million input and output tokens, by model."""
    found = {}
    for word in words(name):
        price = _PRICE.fullmatch(word)
        if price is None:
            raise refuse(name, text(name), "use words such as claude-sonnet-5=3/15")
        found[price[1]] = float(price[2]), float(price[3])
    return found

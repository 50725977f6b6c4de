"""Durations on the command line: 90s, 45m, 12h, 30d, 2w."""

import re
from argparse import ArgumentTypeError
from datetime import timedelta

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def duration(text: str) -> timedelta:
    """Return the duration in ``text``. Raises ArgumentTypeError."""
    match = re.fullmatch(r"([0-9]{1,6})\s*([smhdw])", text.strip().lower())
    if match is None:
        raise ArgumentTypeError(f"“{text}” is not a duration. Write a number and a unit: 90s, 45m, 12h, 30d or 2w.")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})

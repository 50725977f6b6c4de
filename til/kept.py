"""Small values from the database that a process keeps for a few seconds, so that most requests read none of them."""

import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar, cast
from weakref import WeakSet

SECONDS = 5  # until another process's change is seen
T = TypeVar("T")


class Kept(Generic[T]):
    """The result of ``read``, read again after ``SECONDS``."""

    every: "WeakSet[Kept[Any]]" = WeakSet()

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._value: T | None = None
        self._until = 0.0
        self.every.add(self)

    @property
    def is_known(self) -> bool:
        """Whether ``get`` has nothing to read now."""
        return time.monotonic() < self._until

    @property
    def last(self) -> T | None:
        """The last value read, however old; None if there is none."""
        return self._value

    def get(self) -> T:
        """Return the value. Raises what ``read`` raises, such as DatabaseError."""
        if not self.is_known:
            return self.keep(self._read())
        return cast("T", self._value)

    def keep(self, value: T) -> T:
        """Keep ``value`` as if it had just been read, and return it."""
        self._value, self._until = value, time.monotonic() + SECONDS
        return value

    def forget(self) -> None:
        """Read the value again when it is next needed."""
        self._until = 0.0

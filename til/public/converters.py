"""URL path converters."""


class Slug:
    """A slug, Korean included."""

    regex = r"[^/?#\s]+?"

    def to_python(self, value: str) -> str:
        """Return the slug."""
        return value

    def to_url(self, value: str) -> str:
        """Return the slug; Django percent-encodes it."""
        return value


class Year:
    """Four digits."""

    regex = r"[12]\d{3}"

    def to_python(self, value: str) -> int:
        """Return the year."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Return four digits."""
        return f"{value:04}"


class TwoDigits:
    """A month or a day of a month."""

    regex = r"\d{2}"

    def to_python(self, value: str) -> int:
        """Return the number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Return two digits."""
        return f"{value:02}"

"""Read the word lists that the other modules hold as text."""


def words_of(text: str, separator: str | None = None) -> list[str]:
    """Return the words between white space, or the phrases between ``separator``, of a list that spans lines."""
    return [word.strip() for word in text.replace("\n", separator or " ").split(separator) if word.strip()]

"""Find tags in the notes (placeholder until lexicon)."""
def find_tags(text: str, language: str) -> list[str]:
    """Return at most five tags."""
    return []

"""How much of an input is read, and for how long."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one read. Times are in seconds, sizes in bytes after decompression unless said otherwise."""

    connect_seconds: float = 10.0  # also between two pieces of an answer
    total_seconds: float = 20.0
    page_bytes: int = 5_000_000
    redirects: int = 5
    ports: frozenset[int] = frozenset({80, 443})
    cache_seconds: float = 3600.0
    file_bytes: int = 10_000_000
    pdf_pages: int = 300
    notebook_cells: int = 1_000
    unzipped_bytes: int = 50_000_000
    zip_entries: int = 2_000
    text_characters: int = 2_000_000


def megabytes(size: int) -> str:
    """Say a size in bytes the way a reader knows it."""
    return f"{size / 1_000_000:g} MB"

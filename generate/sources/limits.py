"""Limits of size and time for reading an input."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one read. Times are in seconds, sizes in bytes after decompression unless said otherwise."""

    connect_seconds: float = 10.0  # also applies between two pieces of an answer
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
    word_paragraphs: int = 10_000  # about 300 printed pages, parsed in a few seconds
    word_elements: int = 300_000
    text_characters: int = 2_000_000
    read_seconds: float = 20.0  # for parsing, in a process of its own
    read_bytes: int = 1_000_000_000  # that process's addresses


def megabytes(size: int) -> str:
    """Format a size in bytes for display."""
    return f"{size / 1_000_000:g} MB"

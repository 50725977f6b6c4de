"""The report of an import."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Row:
    """The result for one note."""

    path: str
    outcome: str  # created, updated, unchanged
    title: str
    date: str
    tags: list[str]
    status: str


@dataclass
class Report:
    """The results of an import: counts; and, by path, why a file was skipped, became a draft, or needs attention.

    ``gone`` are the TILs whose files are gone; ``links`` are a note's links without a target.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    moved: int = 0
    skipped: dict[str, str] = field(default_factory=dict)
    drafts: dict[str, str] = field(default_factory=dict)
    warnings: dict[str, str] = field(default_factory=dict)
    gone: dict[str, str] = field(default_factory=dict)
    links: dict[str, list[str]] = field(default_factory=dict)
    notes: list[Row] = field(default_factory=list)

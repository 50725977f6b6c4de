"""The desk: TILs are reviewed and published here, tags are kept tidy."""

from til.admin.tags import TagAdmin
from til.admin.tils import TilAdmin

__all__ = ["TagAdmin", "TilAdmin"]

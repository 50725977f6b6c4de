"""The admin: review and publish TILs, maintain tags."""

from til.admin.tags import TagAdmin
from til.admin.tils import TilAdmin

__all__ = ["TagAdmin", "TilAdmin"]

"""The admin: review and publish TILs, maintain tags; describe the site."""

from til.admin.site import SiteAdmin
from til.admin.tags import TagAdmin
from til.admin.tils import TilAdmin

__all__ = ["SiteAdmin", "TagAdmin", "TilAdmin"]

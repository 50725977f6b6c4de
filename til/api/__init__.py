"""The API for TILs, tags and statistics."""

from ninja import Router

from til.api import pictures, stats, tags, tils

router = Router()
router.add_router("", tils.router)
router.add_router("", tags.router)
router.add_router("", stats.router)
router.add_router("", pictures.router)

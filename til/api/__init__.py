"""The API's finished things: TILs, tags, and what they add up to."""

from ninja import Router

from til.api import stats, tags, tils

router = Router()
router.add_router("", tils.router)
router.add_router("", tags.router)
router.add_router("", stats.router)

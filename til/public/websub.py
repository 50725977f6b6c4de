"""WebSub (W3C Recommendation, 2018): tell a hub that the feeds have changed, so that subscribers need not poll.

Off unless TIL_WEBSUB names a hub. A ping waits for the transaction and a few seconds, so that an import is one ping.
"""

import logging
import threading
import time
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from til.models import Til

logger = logging.getLogger(__name__)
PAUSE = 5.0  # seconds from a change to its ping
TRIES = 3
_TIMEOUT = 10.0  # seconds
_waiting = threading.Lock()  # held while a ping is to come


def on_changed(instance: Til | Any, raw: bool = False, action: str = "post_", **_: Any) -> None:
    """Ping once a public TIL is saved, deleted or has other tags; a receiver of signals."""
    is_public = isinstance(instance, Til) and instance.status == Til.Status.PUBLISHED
    if settings.TIL_WEBSUB and not raw and is_public and action.startswith("post_"):
        transaction.on_commit(ping_soon)


def on_saving(instance: Til, raw: bool = False, **_: Any) -> None:
    """Ping once a TIL is public no more; a receiver of signals."""
    is_hidden = instance.published and instance.status != Til.Status.PUBLISHED
    if settings.TIL_WEBSUB and not raw and is_hidden and Til.objects.published().filter(pk=instance.pk).exists():
        transaction.on_commit(ping_soon)


def ping_soon() -> None:
    """Ping after a pause, unless a ping is already to come."""
    if _waiting.acquire(blocking=False):
        timer = threading.Timer(PAUSE, _ping_now)
        timer.daemon = True
        timer.start()


def _ping_now() -> None:
    _waiting.release()  # what changes from now on needs another ping
    ping()


def ping(pause: float = PAUSE) -> bool:
    """Tell the hub about both feeds, trying a few times; return whether it accepted."""
    import httpx2  # 20 MB that a site without a hub does not need

    feeds = [settings.TIL_ADDRESS.rstrip("/") + reverse(name) for name in ("feed", "json_feed")]
    for number in range(TRIES):
        try:
            for feed in feeds:
                said = {"hub.mode": "publish", "hub.url": feed, "hub.topic": feed}
                httpx2.post(settings.TIL_WEBSUB, data=said, timeout=_TIMEOUT).raise_for_status()
        except (httpx2.HTTPError, OSError) as error:
            logger.warning("The WebSub hub did not take a ping: %s", error)
            time.sleep(pause * 2**number if number < TRIES - 1 else 0)
        else:
            return True
    return False

"""The page about the data that this site sends and stores."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_GET

from generate.drafting.access import for_writers
from generate.llm.address import OFFICIAL
from generate.llm.factory import OFFLINE
from generate.page.views import render_page
from generate.providers import configs, offers, provider_name
from til.caller import Caller


@require_GET
@for_writers
async def privacy(request: HttpRequest, _caller: Caller) -> HttpResponseBase:
    """Show the configured providers, the data they receive, and retention periods."""
    context = {
        "here": "privacy",
        "receivers": _receivers(),
        "fallback": [provider_name(name) for name in settings.TIL_FALLBACK],
        "budget": settings.TIL_PROMPT_BUDGET,
        "secrets": settings.TIL_SECRETS,
        "keep": settings.TIL_KEEP,
        "remote_images": settings.TIL_REMOTE_IMAGES,
        "mirror": bool(settings.TIL_MIRROR),
    }
    return await render_page(request, "generate/privacy.html", context)


def _receivers() -> list[dict[str, Any]]:
    """Return the ready providers with their hosts."""
    known = configs()
    ready = [offer for offer in offers() if offer.ready and offer.name != OFFLINE]
    return [
        {
            "name": provider_name(offer.name),
            "model": offer.model,
            "host": urlsplit(known[offer.name].base_url or OFFICIAL[offer.name]).hostname,
        }
        for offer in ready
    ]

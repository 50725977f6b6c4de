"""Before a TIL is public: no secret in it, as the setting TIL_SECRETS wants it."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from til.refusals import HoldsSecret

FIELDS = ("title", "excerpt", "content")


def screen(til: Any) -> list[str]:
    """Mask the secrets in what a TIL says, and return their kinds. Raises HoldsSecret where the site refuses them."""
    find_and_mask: Callable[[str, str], Any] = import_string(settings.TIL_SCREEN)
    kinds: list[str] = []
    for name in FIELDS:
        screened = find_and_mask(getattr(til, name), "off" if settings.TIL_SECRETS == "off" else "mask")
        kinds += [secret.kind for secret in screened.secrets]
        if kinds and settings.TIL_SECRETS == "refuse":
            raise HoldsSecret(kinds=", ".join(dict.fromkeys(kinds)))
        setattr(til, name, screened.text)
    return kinds

"""Keep secrets out of published TILs, according to the setting TIL_SECRETS."""

from typing import Any

from django.conf import settings

from til.errors import HoldsSecret
from til.text.secrets import mask

FIELDS = ("title", "excerpt", "content")


def screen(til: Any) -> list[str]:
    """Mask secrets in the title, excerpt and content of ``til`` and return their kinds.

    Raises HoldsSecret if TIL_SECRETS is ``refuse``; does nothing if it is ``off``.
    """
    kinds: list[str] = []
    if settings.TIL_SECRETS == "off":
        return kinds
    for name in FIELDS:
        screened = mask(getattr(til, name))
        kinds += [secret.kind for secret in screened.secrets]
        if kinds and settings.TIL_SECRETS == "refuse":
            raise HoldsSecret(kinds=", ".join(dict.fromkeys(kinds)))
        setattr(til, name, screened.text)
    return kinds

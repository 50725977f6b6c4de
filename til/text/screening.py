"""Keep secrets out of published TILs, according to the setting TIL_SECRETS."""

from typing import Any

from django.conf import settings

from til.errors import HoldsSecret
from til.text.credits import Credit, credit_lines, credits_in
from til.text.secrets import mask

_TEXTS = ("title", "excerpt", "content", "source_title")
FIELDS = (*_TEXTS, "source_url", "more_sources")


def screen(til: Any) -> list[str]:
    """Mask secrets in the texts and credits of ``til`` and return their kinds; an address with a secret is removed.

    Raises HoldsSecret if TIL_SECRETS is ``refuse``; does nothing if it is ``off``.
    """
    kinds: list[str] = []
    if settings.TIL_SECRETS == "off":
        return kinds
    for name in _TEXTS:
        setattr(til, name, _masked(getattr(til, name), kinds))
    til.source_url = _open_address(til.source_url, kinds)
    more = [Credit(_masked(title, kinds), _open_address(url, kinds)) for title, url in credits_in(til.more_sources)]
    til.more_sources = credit_lines(more)
    return kinds


def _masked(text: str, kinds: list[str]) -> str:
    """Return ``text`` with its secrets masked, and add their kinds to ``kinds``; may raise HoldsSecret."""
    screened = mask(text)
    kinds += [secret.kind for secret in screened.secrets]
    if kinds and settings.TIL_SECRETS == "refuse":
        raise HoldsSecret(kinds=", ".join(dict.fromkeys(kinds)))
    return screened.text


def _open_address(url: str, kinds: list[str]) -> str:
    """Return ``url`` if it holds no secret: a masked one would lead nowhere."""
    return url if _masked(url, kinds) == url else ""

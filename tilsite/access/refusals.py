"""Errors about API keys."""

from til.errors import Refusal
from til.errors import mark as _


class TooManyKeys(Refusal):
    """The user has reached the maximum number of keys."""

    status, code = 409, "too_many_keys"
    message = _("You already have %(most)s keys. Revoke one you no longer need.")


class OwnKey(Refusal):
    """A key cannot revoke itself."""

    status, code = 409, "own_key"
    message = _("A key cannot revoke itself. Use another key or the website.")

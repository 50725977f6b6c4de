"""What cannot be done to keys."""

from django.utils.translation import gettext_lazy as _

from til.caller import Refusal


class TooManyKeys(Refusal):
    """One person has as many keys as they may."""

    status, code = 409, "too_many_keys"
    message = _("You have %(most)s keys already. Revoke one that is not needed.")


class OwnKey(Refusal):
    """A key that is to revoke itself."""

    status, code = 409, "own_key"
    message = _("A key cannot revoke itself. Use another one, or the pages.")

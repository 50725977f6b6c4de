"""Why somebody gets no further key."""

from django.utils.translation import gettext_lazy as _

from til.caller import Refusal


class TooManyKeys(Refusal):
    """One person has as many keys as they may."""

    status, code = 409, "too_many_keys"
    message = _("You have %(most)s keys already. Revoke one that is not needed.")

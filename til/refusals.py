"""What the API refuses to do with what is kept.

Refusal
├── NotThere                not there, or not theirs: nobody learns which
├── Changed                 somebody has changed it since it was read
├── WrongETag               a change to a state of something else
├── DayTaken, NameTaken     another one has it
├── HoldsSecret             it is to be public, and holds a secret
└── SameTag, NeverMerged    what cannot be joined, or parted
"""

from django.utils.translation import gettext_lazy as _

from til.caller import Refusal


class NotThere(Refusal):
    """Not there, or not theirs: nobody learns which."""

    status, code = 404, "not_found"
    message = _("There is nothing here, or it is not yours to see.")


class Changed(Refusal):
    """Somebody has changed it since it was read."""

    status, code = 412, "changed_meanwhile"
    message = _("This was changed since you read it. Read it again, then make your change to that.")


class WrongETag(Refusal):
    """An ETag of something else."""

    status, code = 409, "wrong_etag"
    message = _("This ETag is not of what you want to change. Read it again.")


class HoldsSecret(Refusal):
    """It is to be public and holds what looks like a secret, which this site refuses."""

    status, code = 409, "holds_secret"
    message = _("This holds what looks like a secret (%(kinds)s). Take it out before you publish.")


class DayTaken(Refusal):
    """Another TIL has the day number."""

    status, code = 409, "day_number_taken"
    message = _("Another TIL has the day number %(day_number)s. Choose another, or none.")


class NameTaken(Refusal):
    """Another tag or alias has the name."""

    status, code = 409, "name_taken"
    message = _("A tag has the name “%(name)s” already, perhaps in another spelling.")


class SameTag(Refusal):
    """A tag and itself."""

    status, code = 409, "same_tag"
    message = _("A tag cannot be merged into itself.")


class NeverMerged(Refusal):
    """An alias that never was a tag."""

    status, code = 409, "never_merged"
    message = _("This name never was a tag of its own. Remove the alias instead.")

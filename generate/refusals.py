"""What is refused at the door, before anything is written.

RequestError
├── BadEventId, BadGreeting, BadIdempotencyKey, IdempotencyMismatch
├── NotFound, UploadUnknown
├── StillRunning, NothingToSave, Incomplete
├── PartOnly, Decided
└── TooManyRunning, TooManyUploads, Busy                                     (may help to retry)
"""

from typing import ClassVar

from generate.errors import GenerateError


def _(message: str) -> str:
    """Mark a sentence for translation; it is translated where it is shown."""
    return message


class RequestError(GenerateError):
    """What was asked cannot be done as it was asked; ``field`` names the part of the body that is to blame."""

    field: ClassVar[str] = ""

    code = "bad_request"
    message = _("This request cannot be understood.")
    status = 400


class BadEventId(RequestError):
    """A position that no stream of this generation has ever sent."""

    code = "bad_event_id"
    message = _("No stream of this generation has sent that event id. Start without one.")


class BadGreeting(RequestError):
    """A socket's first message that is none, or a second one."""

    code = "bad_greeting"
    message = _('The first message of a socket is {"key": "…", "last_event_id": "…"}, and the only one.')


class BadIdempotencyKey(RequestError):
    """An Idempotency-Key that is too long, or not plain text."""

    code = "bad_idempotency_key"
    message = _("An Idempotency-Key is 1 to 255 printable characters.")


class IdempotencyMismatch(RequestError):
    """The same Idempotency-Key with another body."""

    code = "idempotency_mismatch"
    message = _("This Idempotency-Key was used for another request. Use a new key for a new draft.")
    status = 422


class NotFound(RequestError):
    """Not there, or not theirs: nobody learns which."""

    code = "not_found"
    message = _("There is nothing here, or it is not yours to see.")
    status = 404


class UploadUnknown(RequestError):
    """No upload of that id, or not theirs, or read already, or a day old."""

    code = "upload_unknown"
    message = _("There is no such upload: it was never yours, was read already, or is a day old. Send the file again.")
    status = 404
    field = "content"


class StillRunning(RequestError):
    """It is still being written."""

    code = "still_running"
    message = _("The draft is still being written. Wait for its end, or stop it first.")
    status = 409


class NothingToSave(RequestError):
    """It ended before anything was written."""

    code = "nothing_to_save"
    message = _("Nothing has been written yet. Try again first.")
    status = 409


class Incomplete(RequestError):
    """What a person sends of a draft has no text, or too long a field."""

    code = "incomplete"
    message = _("A TIL needs a text, and a title of at most 200 characters. Look at both, then save again.")
    status = 422


class PartOnly(RequestError):
    """It wrote one part again, and is no draft of its own."""

    code = "part_only"
    message = _("This wrote one part again. Accept or discard it; the rest is done with the draft it belongs to.")
    status = 409


class Decided(RequestError):
    """The proposal was accepted or discarded before."""

    code = "decided"
    message = _("That proposal was decided already; nothing was changed.")
    status = 409


class TooManyRunning(RequestError):
    """One caller has too many generations under way."""

    code = "too_many_running"
    message = _("%(limit)s drafts are being written for you already. Wait for one of them to end.")
    retryable = True
    status = 429


class TooManyUploads(RequestError):
    """One caller has too many files waiting."""

    code = "too_many_uploads"
    message = _("%(limit)s of your files wait to be read already. Draft from one of them, or try again tomorrow.")
    retryable = True
    status = 429


class Busy(RequestError):
    """The site has too many generations under way."""

    code = "busy"
    message = _("The site is busy. Try again in a moment.")
    retryable = True
    status = 503

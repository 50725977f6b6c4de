"""Requests that are rejected before anything is written.

RequestError
├── BadEventId, BadGreeting, BadIdempotencyKey, IdempotencyMismatch
├── NotFound, UploadUnknown, TemplateUnknown
├── StillRunning, NothingToSave, Incomplete
├── PartOnly, Decided, NotADraft, NothingToRevise
├── AlreadyPublic
└── TooManyRunning, TooManyUploads, Busy                                     (may help to retry)
"""

from generate.errors import GenerateError
from til.errors import mark as _


class RequestError(GenerateError):
    """The request cannot be carried out as sent."""

    code = "bad_request"
    message = _("The request is malformed.")
    status = 400


class BadEventId(RequestError):
    """The event id was never sent by a stream of this generation."""

    code = "bad_event_id"
    message = _("No stream of this generation sent that event id. Reconnect without one.")


class BadGreeting(RequestError):
    """The first message of a WebSocket is not a valid greeting, or a second message arrived."""

    code = "bad_greeting"
    message = _('A socket takes exactly one message, first: {"key": "…", "last_event_id": "…"}.')


class BadIdempotencyKey(RequestError):
    """The Idempotency-Key is too long or not printable."""

    code = "bad_idempotency_key"
    message = _("An Idempotency-Key must have 1 to 255 printable characters.")


class IdempotencyMismatch(RequestError):
    """The Idempotency-Key was used before with another body."""

    code = "idempotency_mismatch"
    message = _("This Idempotency-Key was used for another request. Use a new key for a new draft.")
    status = 422


class NotFound(RequestError):
    """Missing, or not visible to the caller; the answer does not reveal which."""

    code = "not_found"
    message = _("Not found, or you do not have access.")
    status = 404


class TemplateUnknown(RequestError):
    """There is no template of this name, or it is no longer offered."""

    code, status, field = "template_unknown", 404, "template"
    message = _("There is no such template. Choose one that is offered.")


class UploadUnknown(RequestError):
    """No such upload: unknown, someone else's, already used, or expired."""

    code = "upload_unknown"
    message = _(
        "This upload is not available: it belongs to someone else, was already used, or has expired. "
        "Send the file again."
    )
    status = 404
    field = "content"


class StillRunning(RequestError):
    """The draft is still being written."""

    code = "still_running"
    message = _("The draft is still being written. Wait until it is finished, or stop it first.")
    status = 409


class NothingToSave(RequestError):
    """The generation ended before anything was written."""

    code = "nothing_to_save"
    message = _("Nothing has been written yet. Try again first.")
    status = 409


class Incomplete(RequestError):
    """The edited draft has no text, or a field that is too long."""

    code = "incomplete"
    message = _("A TIL needs text and a title of at most 200 characters. Check both, then save again.")
    status = 422


class PartOnly(RequestError):
    """The generation rewrote one part and is not a separate draft."""

    code = "part_only"
    message = _("This generation rewrote one part. Accept or discard it; use its draft for everything else.")
    status = 409


class Decided(RequestError):
    """The proposal has already been accepted or discarded."""

    code = "decided"
    message = _("That proposal was already accepted or discarded. Nothing was changed.")
    status = 409


class TooManyRunning(RequestError):
    """The caller has too many generations running."""

    code = "too_many_running"
    message = _("You already have %(limit)s drafts in progress. Wait until one is finished.")
    retryable = True
    status = 429


class TooManyUploads(RequestError):
    """The caller has too many uploads waiting to be read."""

    code = "too_many_uploads"
    message = _("You already have %(limit)s unused uploads. Start a draft from one of them, or try again tomorrow.")
    retryable = True
    status = 429


class Busy(RequestError):
    """The site has too many generations running."""

    code = "busy"
    message = _("The site is busy. Try again in a moment.")
    retryable = True
    status = 503


class NotADraft(RequestError):
    """The TIL is no longer a draft, and agents may only change drafts."""

    code = "not_a_draft"
    message = _("This TIL is no longer a draft, so only people can edit it. Regenerate a part to propose a change.")
    status = 409


class AlreadyPublic(RequestError):
    """The draft was saved as a TIL that is no longer a draft."""

    code = "already_public"
    message = _("This draft is a TIL that is no longer a draft. Archive or delete the TIL instead.")
    status = 409


class NothingToRevise(RequestError):
    """The call names no draft to rewrite, or two."""

    code = "nothing_to_revise"
    message = _("Give either generation_id or til_id to name what to rewrite.")
    status = 422

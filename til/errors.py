"""The error tree: every way a request can fail, each with a stable code and a sentence that is safe to show.

    TilError
    ├── Refusal                 the caller may not do this, or not now
    │   ├── Unauthorized, CsrfFailed, Forbidden, DraftsOnly, TooMany
    │   ├── NotAPicture, PictureTooLarge, TooManyPictures
    │   ├── NotThere, Changed, NoETag, WrongETag, DayTaken, NameTaken, HoldsSecret, SameTag, NeverMerged
    │   ├── TooManyKeys, OwnKey                                             (tilsite/access/refusals.py)
    │   └── DoorError           rejected before any operation saw it        (tilsite/http/errors.py)
    └── GenerateError           a draft could not be made                   (generate/errors.py)
        ├── SourceError         the input could not be read
        ├── ProviderError       the model could not write
        ├── Cancelled, Interrupted, NotSaved, Failed
        └── RequestError        invalid request about a draft               (generate/refusals.py)

Each door translates a TilError in one place: ``tilsite/api.py`` (API), ``generate/page/access.py`` (pages),
``generate/api/mcp/spoken.py`` and ``websocket.py``, ``generate/management`` (command line).
"""

from collections.abc import Callable
from math import ceil
from typing import ClassVar


def mark(message: str) -> str:
    """Mark a sentence for translation; ``TilError.sentence`` translates it when it is shown."""
    return message


_ = mark


class TilError(Exception):
    """A failure with a stable ``code``, an HTTP ``status``, and whether trying again may help (``retryable``).

    ``str(error)`` is the sentence in English. ``detail`` is for the log and the admin only. ``retry_after`` is in
    seconds. ``field`` names the part of the request body at fault, if one is.
    """

    code: ClassVar[str] = "failed"
    message: ClassVar[str] = _("Something went wrong. Please try again.")
    status: ClassVar[int] = 500
    retryable: ClassVar[bool] = False
    field: str = ""

    def __init__(self, detail: str = "", *, retry_after: float | None = None, **values: object) -> None:
        """Fill the placeholders of the sentence with ``values``.

        A list among the values is a sentence to translate, followed by the values of its placeholders.
        """
        self.detail = detail
        self.retry_after = retry_after
        self.values = values
        super().__init__(self.sentence(str))

    def sentence(self, translate: Callable[[str], str]) -> str:
        """Return the sentence for a reader, in the language of ``translate``."""
        return self.say(self.message, translate)

    def say(self, message: str, translate: Callable[[str], str], **more: object) -> str:
        """Return ``message`` in the language of ``translate``, filled with the values of the error and ``more``."""
        values = {name: _filled(value, translate) for name, value in self.values.items()} | more
        return translate(message) % values if values else translate(message)


def in_seconds(wait: float | None) -> int | None:
    """Return a wait in whole seconds, rounded up."""
    return None if wait is None else ceil(wait)


def _filled(value: object, translate: Callable[[str], str]) -> object:
    return translate(value[0]) % tuple(value[1:]) if isinstance(value, list) else value


class Refusal(TilError):
    """The caller may not do this, or not now."""


class Unauthorized(Refusal):
    """Missing or invalid credentials."""

    status, code = 401, "unauthorized"
    message = _("Sign in, or send a valid API key in the header “Authorization: Bearer …”.")


class CsrfFailed(Refusal):
    """A browser session without the page's CSRF token."""

    status, code = 403, "csrf_failed"
    message = _("The page's security token is missing or expired. Reload the page and try again.")


class Forbidden(Refusal):
    """The caller lacks the scope this needs."""

    status, code = 403, "forbidden"
    message = _("This requires the permission “%(scope)s”, which your account or key does not have.")


class DraftsOnly(Refusal):
    """The caller may only change drafts, and not publish them."""

    status, code = 403, "drafts_only"
    message = _("You may change drafts only. All else needs the permission to publish TILs (til.publish_til).")


class TooMany(Refusal):
    """A rate limit is reached; ``limit`` names it: minute, day or running."""

    status, code = 429, "too_many_requests"
    message = _("You have reached the limit for new drafts. Try again in %(seconds)s seconds.")
    retryable = True

    def __init__(self, retry_after: int, limit: str) -> None:
        """Store the limit and the seconds to wait."""
        self.limit = limit
        super().__init__(retry_after=retry_after, seconds=retry_after)


class NotThere(Refusal):
    """Missing, or not visible to the caller; the answer does not reveal which."""

    status, code = 404, "not_found"
    message = _("Not found, or you do not have access.")


class Changed(Refusal):
    """The object changed after the caller read it."""

    status, code = 412, "changed_meanwhile"
    message = _("This has changed since you read it. Read it again, then repeat your change.")


class NoETag(Refusal):
    """The request lacks the If-Match header."""

    status, code = 428, "etag_missing"
    message = _("Send the ETag you read as If-Match, or “*” to overwrite any version.")


class WrongETag(Refusal):
    """The ETag belongs to another object."""

    status, code = 409, "wrong_etag"
    message = _("This ETag belongs to something else. Read what you want to change again.")


class HoldsSecret(Refusal):
    """The text contains an apparent secret, and this site does not publish secrets."""

    status, code = 409, "holds_secret"
    message = _("This seems to contain a secret (%(kinds)s). Remove it before you publish.")


class DayTaken(Refusal):
    """Another TIL has this day number."""

    status, code = 409, "day_number_taken"
    message = _("Another TIL has day number %(day_number)s. Choose another number, or leave it empty.")


class NameTaken(Refusal):
    """Another tag or alias has this name."""

    status, code = 409, "name_taken"
    message = _("A tag named “%(name)s” already exists, perhaps in another spelling.")


class NotAPicture(Refusal):
    """The file's content is no picture of a known kind."""

    status, code = 422, "not_a_picture"
    message = _("This is not a picture that can be read. Use PNG, JPEG, WebP or GIF.")
    field = "file"


class PictureTooLarge(Refusal):
    """The picture has too many bytes, pixels or frames."""

    status, code = 413, "picture_too_large"
    message = _("This picture is too large: the limits are %(megabytes)s MB and %(megapixels)s megapixels.")
    field = "file"


class TooManyPictures(Refusal):
    """The caller has added many pictures that no TIL has yet."""

    status, code = 429, "too_many_pictures"
    message = _("You have added %(limit)s pictures that no saved draft uses. Save a draft, or try again tomorrow.")
    retryable = True


class SameTag(Refusal):
    """A tag cannot be merged into itself."""

    status, code = 409, "same_tag"
    message = _("A tag cannot be merged into itself.")


class NeverMerged(Refusal):
    """The alias was never a tag, so there is no merge to undo."""

    status, code = 409, "never_merged"
    message = _("This name was never a separate tag. Remove the alias instead.")

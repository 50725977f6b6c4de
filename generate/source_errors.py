"""Every way an input can fail to be read: a branch of the tree in errors.py."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ClassVar

from generate.errors import GenerateError
from til.errors import mark as _

NOTES, FILE = [_("notes")], [_("file")]  # names of sources without one
NAME_CHARACTERS = 100


class SourceError(GenerateError):
    """The input could not be read."""

    code = "source_error"
    message = _("The source could not be read.")
    status = 409
    reasons: ClassVar[dict[object, str]] = {}  # more exact sentences, by the value ``why``

    def sentence(self, translate: Callable[[str], str]) -> str:
        """Return the sentence for the reason, or the general one."""
        said = self.reasons.get(self.values.get("why") or self.values.get("file"))  # earlier versions stored ``file``
        return self.say(said, translate) if said else super().sentence(translate)


class SourceRefused(SourceError):
    """The address or file must not be read from here."""

    code = "source_refused"
    message = _("%(host)s cannot be read. Only public web pages can be read.")


class SourceUnreachable(SourceError):
    """The page did not answer in time."""

    code = "source_unreachable"
    message = _("%(host)s did not answer with a page. Check the link, or paste the text instead.")
    retryable = True
    reasons: ClassVar[dict[object, str]] = {
        "slow": _("%(host)s was still sending after %(seconds)s seconds. Try again later, or paste the text instead."),
        "silent": _("%(host)s did not answer within %(seconds)s seconds. Try again later, or paste the text instead."),
        "unknown": _("%(host)s could not be reached. Check the spelling of the link, or paste the text instead."),
        "missing": _("%(host)s has no page at this address. Check the link, or paste the text instead."),
        "busy": _("%(host)s answered that it is overloaded or broken. Try again later, or paste the text instead."),
    }


class SourceTooLarge(SourceError):
    """The source is larger than the site reads."""

    code = "source_too_large"
    message = _("This exceeds the limit of %(limit)s. Send only the relevant part.")
    status = 413


class SourceUnsupported(SourceError):
    """This kind of file or page cannot be read."""

    code = "source_unsupported"
    message = _("This kind of file cannot be read (%(kind)s). Paste its text instead.")
    status = 415


class SourceEmpty(SourceError):
    """The source has no text."""

    code = "source_empty"
    message = _("No article was found on that page. It may require JavaScript or a login. Paste the text instead.")
    reasons: ClassVar[dict[object, str]] = {
        "empty": _("This file is empty."),
        "text": _("This file has no text."),
        "notes": _("There is no text in what was pasted."),
        "pdf": _(
            "This PDF has no text, only pictures, and no text recognition (tesseract) is installed. Paste the text."
        ),
        "scan": _("No text was recognised in the pictures of this PDF. Paste the text instead."),
        "login": _("That page shows its text only after signing in. Sign in there, copy the text and paste it here."),
        "script": _("That page builds its text with JavaScript, which is not run here. Copy the text, and paste it."),
        "robot": _("That page wants to see that a person reads it. Open it, copy the text and paste it here."),
        "paid": _("That page shows its text to subscribers only. If you are one, copy the text and paste it here."),
    }


class SourceSecret(SourceError):
    """The source contains a secret, and the site rejects those."""

    code = "source_secret"
    message = _("This seems to contain a secret (%(kinds)s). Remove it and try again.")


@contextmanager
def about_source(at: int, of: int, name: list[str] | str) -> Iterator[None]:
    """Let errors inside the block name their source: the one at ``at`` (from 0) of several."""
    try:
        yield
    except GenerateError as error:
        if of == 1:
            raise
        shown = name[:NAME_CHARACTERS] if isinstance(name, str) else name
        values = error.values | {"source_number": at + 1, "source_name": shown}
        named = type(error)(error.detail, retry_after=error.retry_after, **values)
        named.field = f"sources.{at}.{error.field}" if error.field else ""
        raise named from error

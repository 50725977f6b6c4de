"""Every way a generation can fail, as one tree; each error is safe to show to a reader.

    GenerateError
    ├── SourceError                 the input could not be read
    │   ├── SourceRefused           an address or file that must not be read
    │   ├── SourceUnreachable       the page did not answer, or not in time      (may help to retry)
    │   ├── SourceTooLarge
    │   ├── SourceUnsupported       a kind of file or page we cannot read
    │   ├── SourceEmpty             nothing to learn from in it
    │   └── SourceSecret            it holds a secret, and the site refuses those
    ├── ProviderError               the model could not write
    │   ├── ProviderUnavailable     down, overloaded or unreachable              (may help to retry)
    │   ├── ProviderTimeout         silent for too long                          (may help to retry)
    │   ├── ProviderRateLimited     asks us to slow down                         (may help to retry)
    │   ├── ProviderInterrupted     its answer ended before it was complete      (may help to retry)
    │   ├── ProviderRejected        does not accept this request
    │   ├── ProviderUnauthorized    does not accept our key
    │   ├── ProviderUnpaid          our account there has nothing left
    │   ├── ProviderRefused         declined to write about this
    │   ├── ProviderUnknown         there is none of that name
    │   └── ProviderNotReady        it has not been set up here
    ├── Cancelled                   somebody asked to stop
    ├── Interrupted                 the server stopped too often while working   (may help to retry)
    ├── NotSaved                    the database was away for too long           (may help to retry)
    ├── Failed                      a fault of ours                              (may help to retry)
    └── RequestError                what was asked cannot be done as it was asked (see refusals.py)

``code`` is stable and part of the API. ``str(error)`` is the sentence a reader sees; ``detail`` is for the log and the
admin only. Foreign exceptions are turned into these at the border (``llm/``, ``sources/``) and never cross it.
"""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar


def _(message: str) -> str:
    """Mark a sentence for translation; it is translated where it is shown."""
    return message


class GenerateError(Exception):
    """A failure with a stable code, a sentence that is safe to show, and whether a retry may help.

    ``detail`` says more for the log; ``host`` names whom it is about; ``retry_after`` is in seconds.
    """

    code: ClassVar[str] = "failed"
    message: ClassVar[str] = _("The draft could not be made. Please try again.")
    retryable: ClassVar[bool] = False
    status: ClassVar[int] = 502  # the HTTP status where no stream has begun

    def __init__(self, detail: str = "", *, retry_after: float | None = None, **values: object) -> None:
        """Keep what the log needs beside what the reader sees; ``values`` fill the sentence's places.

        A list among them is a phrase to be translated, and what fills its places.
        """
        self.detail = detail
        self.retry_after = retry_after
        self.values = values
        super().__init__(self.sentence(str))

    def sentence(self, translate: Callable[[str], str]) -> str:
        """Return what a reader is told, in the language that ``translate`` speaks."""
        values = {name: _filled(value, translate) for name, value in self.values.items()}
        return translate(self.message) % values if values else translate(self.message)


def _filled(value: object, translate: Callable[[str], str]) -> object:
    return translate(value[0]) % tuple(value[1:]) if isinstance(value, list) else value


class SourceError(GenerateError):
    """The input could not be read."""

    code = "source_error"
    message = _("The source could not be read.")
    status = 409


class SourceRefused(SourceError):
    """An address or a file that must not be read."""

    code = "source_refused"
    message = _("%(host)s cannot be read from here. Only public web pages can.")


class SourceUnreachable(SourceError):
    """The page did not answer, or not in time."""

    code = "source_unreachable"
    message = _("%(host)s did not answer with a page. Check the link, or paste the text instead.")
    retryable = True


class SourceTooLarge(SourceError):
    """More than the site reads."""

    code = "source_too_large"
    message = _("This is larger than %(limit)s, the most that can be read. Send the part that matters.")
    status = 413


class SourceUnsupported(SourceError):
    """A kind of file or page that cannot be read."""

    code = "source_unsupported"
    message = _("This kind of file cannot be read (%(kind)s). Paste its text instead.")
    status = 415


class SourceEmpty(SourceError):
    """Nothing to learn from in it."""

    code = "source_empty"
    message = _("No article was found there. It may need JavaScript or a login; paste the text instead.")


class SourceSecret(SourceError):
    """It holds a secret, and the site is set to refuse those."""

    code = "source_secret"
    message = _("This holds what looks like a secret (%(kinds)s). Remove it and try again.")


class ProviderError(GenerateError):
    """The model could not write."""

    code = "provider_error"
    message = _("The language model could not write the draft.")


class ProviderUnavailable(ProviderError):
    """Down, overloaded or unreachable."""

    code = "provider_unavailable"
    message = _("The language model cannot be reached at the moment. Try again shortly.")
    retryable = True
    status = 503


class ProviderTimeout(ProviderError):
    """Silent for too long."""

    code = "provider_timeout"
    message = _("The language model took too long. Try again shortly.")
    retryable = True
    status = 504


class ProviderRateLimited(ProviderError):
    """It asks us to slow down; ``retry_after`` says for how long where it said so."""

    code = "provider_rate_limited"
    message = _("The language model is busy. Try again in a moment.")
    retryable = True
    status = 503


class ProviderInterrupted(ProviderError):
    """Its answer ended before it was complete."""

    code = "provider_interrupted"
    message = _("The language model stopped in the middle. What it wrote is kept; you can continue.")
    retryable = True


class ProviderRejected(ProviderError):
    """It does not accept this request (its settings, the model's name or the length)."""

    code = "provider_rejected"
    message = _("The language model does not accept this request. Its settings or the length may be wrong.")


class ProviderUnauthorized(ProviderError):
    """It does not accept our key."""

    code = "provider_unauthorized"
    message = _("The language model does not accept the site's key. Tell the person who runs this site.")


class ProviderUnpaid(ProviderError):
    """Our account there has nothing left (HTTP 402, or a quota that waiting does not refill)."""

    code = "provider_unpaid"
    message = _("The site's account with the language model is used up. Tell the person who runs this site.")


class ProviderRefused(ProviderError):
    """It declined to write about this."""

    code = "provider_refused"
    message = _("The language model declined to write about this. Change the notes, or choose another one.")


class ProviderUnknown(ProviderError):
    """There is none of that name; ``name`` and ``known`` say which was asked for and which there are."""

    code = "provider_unknown"
    message = _("There is no language model called %(name)s. Choose one of: %(known)s.")
    status = 422


class ProviderNotReady(ProviderError):
    """It exists, but has not been set up here; ``setting`` names what is missing."""

    code = "provider_not_ready"
    message = _("%(name)s is not set up on this site: %(setting)s is missing. Choose another one.")
    status = 409


class Cancelled(GenerateError):
    """Somebody asked to stop."""

    code = "cancelled"
    message = _("Stopped. What was written is kept.")
    status = 409


class Interrupted(GenerateError):
    """The server stopped too often while this was being written."""

    code = "interrupted"
    message = _("The server stopped while writing. What was written is kept; you can continue.")
    retryable = True
    status = 503


class NotSaved(GenerateError):
    """The database was away for too long; what is shown could not be kept."""

    code = "not_saved"
    message = _("What you see could not be saved yet. Copy it if you need it, and come back later.")
    retryable = True
    status = 503


class Failed(GenerateError):
    """A fault of ours; the log says which."""

    code = "failed"
    message = _("Something went wrong here. Please try again.")
    retryable = True
    status = 500


def by_code(code: str, values: Mapping[str, Any]) -> GenerateError:
    """Return the error that ``code`` names, to show again what was stored."""
    pending = [GenerateError]
    while pending:
        kind = pending.pop()
        if kind.code == code:
            return kind(**values)
        pending.extend(kind.__subclasses__())
    return Failed(code)

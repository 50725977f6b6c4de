"""Every way a generation can fail: a branch of the tree in til/errors.py. Each error is safe to show to a reader.

    GenerateError
    ├── SourceError                 the input could not be read (see source_errors.py)
    │   ├── SourceRefused           the address or file must not be read
    │   ├── SourceUnreachable       the page did not answer, or not in time      (may help to retry)
    │   ├── SourceTooLarge
    │   ├── SourceUnsupported       a kind of file or page we cannot read
    │   ├── SourceEmpty             it has no text
    │   └── SourceSecret            it contains a secret, and the site rejects those
    ├── ProviderError               the model could not write
    │   ├── ProviderUnavailable     down, overloaded or unreachable              (may help to retry)
    │   ├── ProviderTimeout         silent for too long                          (may help to retry)
    │   │   └── ProviderSilent      connected, but sends no text                 (may help to retry)
    │   ├── ProviderRateLimited     limits the request rate                      (may help to retry)
    │   ├── ProviderInterrupted     its answer ended before it was complete      (may help to retry)
    │   ├── ProviderOnlyThought     used its whole limit for thinking
    │   ├── ProviderRejected        does not accept this request
    │   │   └── ProviderTooLong     reads less than this
    │   ├── ProviderUnauthorized    does not accept our key
    │   ├── ProviderUnpaid          our account has no credit left
    │   ├── ProviderRefused         declined to write about this
    │   ├── NothingLearned          found nothing to learn in the material
    │   ├── ProviderUnknown         no provider has this name
    │   │   └── ModelUnknown        no model has this name
    │   └── ProviderNotReady        not configured on this site
    ├── BudgetExhausted             a budget for today or this month is used up  (may help to retry)
    ├── Cancelled                   cancelled on request
    ├── Interrupted                 the server stopped too often while working   (may help to retry)
    ├── RunTooLong                  it took longer than the site allows          (may help to retry)
    ├── Gone                        the generation was deleted
    ├── NotSaved                    the database was away for too long           (may help to retry)
    ├── Failed                      an internal error                            (may help to retry)
    └── RequestError                the request cannot be carried out as sent    (see refusals.py)

``code`` is stable and part of the API, ``str(error)`` is for readers, ``detail`` for the log and the admin only.
Foreign exceptions become these at the border (``llm/``, ``sources/``) and never cross it.
"""

from collections.abc import Callable
from math import ceil
from typing import ClassVar, Self

from til.errors import TilError
from til.errors import mark as _

SPOKEN_MOST = 100  # of a unit of time, before switching to the next one


class GenerateError(TilError):
    """A draft could not be made. ``status`` is the HTTP status if no stream has begun."""

    message = _("The draft could not be made. Please try again.")
    status = 502
    empty_message: ClassVar[str] = ""  # replaces ``message`` if nothing was written
    kept_message: ClassVar[str] = ""  # replaces ``message`` if some text was written
    later_message: ClassVar[str] = ""  # replaces ``message`` if the waiting time is known
    usual_wait: ClassVar[float | None] = None  # default waiting time in seconds

    def about(self, *, has_text: bool) -> Self:
        """Return the error as the end of a draft with or without text, with the waiting time in seconds.

        A sentence never mentions text if none was written.
        """
        said = {"kept": True} if has_text and self.kept_message else {}
        said |= {"empty": True} if self.empty_message and not has_text else {}
        wait = self.usual_wait if self.retry_after is None else self.retry_after
        if not said and wait == self.retry_after:
            return self
        return type(self)(self.detail, retry_after=wait, **self.values | said)

    def sentence(self, translate: Callable[[str], str]) -> str:
        """Return the sentence for a reader, in the language of ``translate``."""
        wait = {}
        if self.retry_after:
            words, number = _in_units(self.retry_after)
            wait = {"wait": translate(words) % number}
        special = [("empty", self.empty_message), ("kept", self.kept_message), ("wait", self.later_message)]
        said = next((message for name, message in special if message and (self.values | wait).get(name)), self.message)
        is_over = "%(wait)s" in said and not wait
        return self.say(self.message if is_over else said, translate, **wait)

    def say(self, message: str, translate: Callable[[str], str], **more: object) -> str:
        """Return ``message``, filled; in a draft from several sources, it begins with the one at fault."""
        said = super().say(message, translate, **more)
        if "source_number" not in self.values:
            return said
        return super().say(_("Source %(source_number)s (%(source_name)s): %(said)s"), translate, said=said)


def _in_units(seconds: float) -> tuple[str, int]:
    """Return a unit of time and its number, which is never one, so that no language needs a singular."""
    if seconds < SPOKEN_MOST:
        return _("%d seconds"), max(2, ceil(seconds))
    minutes = ceil(seconds / 60)
    return (_("%d minutes"), minutes) if minutes < SPOKEN_MOST else (_("%d hours"), ceil(minutes / 60))


class ProviderError(GenerateError):
    """The model could not write."""

    code = "provider_error"
    message = _("The language model could not write the draft.")


class ProviderUnavailable(ProviderError):
    """The provider is down, overloaded or unreachable."""

    code = "provider_unavailable"
    message = _("The language model cannot be reached at the moment. Try again shortly.")
    kept_message = _("The language model cannot be reached at the moment. The text so far is kept; you can continue.")
    later_message = _("The language model cannot be reached at the moment. Try again in %(wait)s.")
    usual_wait = 30
    retryable = True
    status = 503


class ProviderTimeout(ProviderError):
    """The provider was silent for too long."""

    code = "provider_timeout"
    message = _("The language model took too long. Try again shortly.")
    kept_message = _("The language model took too long. The text so far is kept; you can continue.")
    retryable = True
    status = 504


class ProviderSilent(ProviderTimeout):
    """The provider kept the connection open, but sent no text for ``seconds``."""

    code = "provider_silent"
    message = _("The language model sent no text for %(seconds)s seconds. The text so far is kept; you can continue.")
    kept_message = ""
    empty_message = _("The language model sent no text for %(seconds)s seconds. Try again, or choose another model.")


class ProviderRateLimited(ProviderError):
    """The provider limits our rate; ``retry_after`` is the waiting time, if the provider gave one."""

    code = "provider_rate_limited"
    message = _("The language model is busy. Try again in a moment.")
    kept_message = _("The language model accepts no requests for now. The text so far is kept; continue in %(wait)s.")
    later_message = _("The language model accepts no requests for now. Try again in %(wait)s.")
    usual_wait = 60  # limits are per minute
    retryable = True
    status = 503


class ProviderInterrupted(ProviderError):
    """The provider's answer ended before it was complete."""

    code = "provider_interrupted"
    message = _("The language model stopped before the end. The text so far is kept; you can continue.")
    empty_message = _("The language model stopped before it wrote anything. Try again, or choose another model.")
    retryable = True


class ProviderOnlyThought(ProviderError):
    """The provider used its whole limit for thinking: there is no text."""

    code = "provider_only_thought"
    message = _("The language model used its whole limit for thinking and wrote nothing. Choose another model.")


class ProviderRejected(ProviderError):
    """The provider does not accept this request: its settings, the model's name or the length."""

    code = "provider_rejected"
    message = _(
        "The language model does not accept this request. Choose another model, or tell the site's operator "
        "that its name or base URL may be wrong."
    )


class ProviderTooLong(ProviderRejected):
    """The request exceeds the model's limit and cannot be cut any further."""

    code = "provider_too_long"
    message = _("This is longer than the language model can read. Shorten the notes, or choose another model.")
    status = 413


class ProviderUnauthorized(ProviderError):
    """The provider does not accept the site's key."""

    code = "provider_unauthorized"
    message = _("The language model does not accept the site's key. Choose another model, or tell the site's operator.")


class ProviderUnpaid(ProviderError):
    """The site's account at the provider is used up (HTTP 402, or a quota that does not refill)."""

    code = "provider_unpaid"
    message = _("The site's account with the model is used up. Choose another model, or tell the site's operator.")


class ProviderRefused(ProviderError):
    """The provider declined to write about this."""

    code = "provider_refused"
    message = _("The language model declined to write about this. Change the notes, or choose another model.")


class NothingLearned(ProviderError):
    """The model found nothing to learn in the material."""

    code = "nothing_learned"
    message = _(
        "The language model found nothing to learn in these notes. Add what you found out, or choose another model."
    )


class ProviderUnknown(ProviderError):
    """No provider has this name; ``known`` lists all providers."""

    code = "provider_unknown"
    message = _("There is no provider named %(name)s. Choose one of: %(known)s.")
    status = 422


class ModelUnknown(ProviderUnknown):
    """The provider has no model with this name; ``known`` lists some that it has."""

    code = "model_unknown"
    message = _("The provider has no model named %(model)s. Choose one of: %(known)s.")


class ProviderNotReady(ProviderError):
    """The provider is not configured on this site; ``setting`` names the missing setting."""

    code = "provider_not_ready"
    message = _("%(name)s is not configured on this site: %(setting)s is missing. Choose another provider.")
    status = 409


class BudgetExhausted(GenerateError):
    """A budget of tokens or money is used up."""

    code = "budget_exhausted"
    message = _("The usage budget for %(span)s is used up. You can start drafts again from %(until)s.")
    kept_message = _("The usage budget for %(span)s is used up. The text so far is kept; continue from %(until)s.")
    retryable = True
    status = 429


class Cancelled(GenerateError):
    """The draft was cancelled on request."""

    code = "cancelled"
    message = _("Stopped. The text so far is kept.")
    empty_message = _("Stopped before anything was written.")
    status = 409


class Interrupted(GenerateError):
    """The server stopped too often while the draft was being written."""

    code = "interrupted"
    message = _("The server stopped while writing. The text so far is kept; you can continue.")
    empty_message = _("The server stopped before anything was written. Please try again.")
    retryable = True
    status = 503


class RunTooLong(GenerateError):
    """The draft took longer than the site allows."""

    code = "run_too_long"
    message = _("The draft took longer than %(minutes)s minutes. The text so far is kept; you can continue.")
    empty_message = _("The draft took longer than %(minutes)s minutes. Shorten the notes, or choose another model.")
    retryable = True
    status = 504


class Gone(GenerateError):
    """The generation was deleted."""

    code = "gone"
    message = _("This draft was deleted. Start a new one.")
    status = 410


class NotSaved(GenerateError):
    """The database was unavailable for too long, so the text shown could not be saved."""

    code = "not_saved"
    message = _("The text you see is not saved yet. Copy it if you need it, and try again later.")
    retryable = True
    status = 503


class Failed(GenerateError):
    """An internal error; the log has the details."""

    code = "failed"
    message = _("Something went wrong. Please try again.")
    kept_message = _("Something went wrong. The text so far is kept; you can continue.")
    retryable = True
    status = 500

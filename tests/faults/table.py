"""The table of providers' faults and the resulting ends of a draft; the source of docs/faults.md."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from generate.clean.refusal import NOTHING
from generate.errors import (
    NothingLearned,
    ProviderError,
    ProviderInterrupted,
    ProviderOnlyThought,
    ProviderRateLimited,
    ProviderRefused,
    ProviderRejected,
    ProviderSilent,
    ProviderTimeout,
    ProviderTooLong,
    ProviderUnauthorized,
    ProviderUnavailable,
    ProviderUnpaid,
)
from generate.running.patience import GRACE
from tests.fakes.behaviour import Behaviour
from tests.fakes.wiring import KEY

LIMIT = 3  # seconds, for faults that only a limit ends
PATH = "/srv/inference/engine.py"
SAID = f"WORKER-7 failed: {PATH}, line 12, key {KEY}"  # must never reach a reader
DECLINED = "I'm sorry, but I can't help with that."
SMALL = "This model's maximum context length is 16 tokens. However, your request has 900 input tokens."

Ends = ProviderError | Literal["complete", "truncated"]


@dataclass(frozen=True)
class Fault:
    """A fault: a description, the fake provider's behaviour, and the end of a draft with this fault in its content.

    ``again`` tells whether it is retried; None: if the error is temporary and no text was shown. ``requests`` is the
    number of requests without retries. ``limit`` ends the fault: the connection's ``timeout``, or the site's limit on
    ``silence``. ``beside`` is the end after the fault in title, excerpt or tags; None: the same.
    """

    words: str
    how: Behaviour
    ends: Ends
    again: bool | None = None
    requests: int = 1
    limit: Literal["", "timeout", "silence"] = ""
    beside: Ends | None = None

    @property
    def name(self) -> str:
        """Return its description as part of a model's name."""
        return re.sub(r"\W+", "-", self.words.lower()).strip("-")

    @property
    def keeps(self) -> bool:
        """Whether text arrives before it."""
        how = self.how
        is_early = bool(how.fault) and not how.after
        return how.status == 200 and not how.body and how.text not in {"", DECLINED, NOTHING} and not is_early

    @property
    def is_tried_again(self) -> bool:
        """Whether the request is retried."""
        if self.again is not None:
            return self.again
        return isinstance(self.ends, ProviderError) and self.ends.retryable and not self.keeps


def refused(status: int, message: str = "", error: str = "", retry_after: str = "") -> Behaviour:
    """Return an error response in the provider's format."""
    said = f"{message} {SAID}".strip()
    return Behaviour(status=status, message=said, error=error, retry_after=retry_after)


BEFORE = [
    Fault("The connection is closed before an answer", Behaviour(fault="drop", after=0), ProviderUnavailable()),
    Fault("The server does not speak HTTP", Behaviour(fault="nonsense", after=0), ProviderUnavailable()),
    Fault("No response", Behaviour(fault="mute", after=0), ProviderTimeout(), limit="timeout"),
    Fault(
        "HTTP 307 to another address",
        Behaviour(status=307, location="http://127.0.0.1:9/elsewhere", message=SAID),
        ProviderRejected(),
    ),
    Fault("HTTP 400", refused(400), ProviderRejected()),
    Fault("HTTP 400: no credit left", refused(400, "Your credit balance is too low."), ProviderUnpaid()),
    Fault("HTTP 400: invalid key", refused(400, "API key not valid."), ProviderUnauthorized()),
    Fault("HTTP 400: content filter", refused(400, error="content_filter"), ProviderRefused()),
    Fault(
        "HTTP 400: too long, and cannot be cut",
        refused(400, SMALL),
        ProviderTooLong(),
        again=True,
        requests=2,
    ),
    Fault("HTTP 401", refused(401), ProviderUnauthorized()),
    Fault("HTTP 402", refused(402), ProviderUnpaid()),
    Fault("HTTP 403", refused(403), ProviderUnauthorized()),
    Fault("HTTP 404: no such model", refused(404, "The model does not exist."), ProviderRejected()),
    Fault(
        "HTTP 404 with a page",
        Behaviour(status=404, body=f"<html><h1>404 page not found</h1>{SAID}</html>"),
        ProviderRejected(),
    ),
    Fault("HTTP 408", refused(408), ProviderTimeout()),
    Fault("HTTP 409", refused(409), ProviderUnavailable()),
    Fault("HTTP 413", refused(413), ProviderRejected()),
    Fault("HTTP 422", refused(422), ProviderRejected()),
    Fault("HTTP 429", refused(429), ProviderRateLimited(retry_after=60)),
    Fault(
        "HTTP 429 with a long Retry-After",
        refused(429, retry_after="90"),
        ProviderRateLimited(retry_after=90),
        again=False,
    ),
    Fault("HTTP 429: the quota is used up", refused(429, error="insufficient_quota"), ProviderUnpaid()),
    Fault("HTTP 500", refused(500), ProviderUnavailable()),
    Fault(
        "HTTP 502 with a page",
        Behaviour(status=502, body=f"<html><h1>Bad Gateway</h1>{SAID}</html>"),
        ProviderUnavailable(),
    ),
    Fault("HTTP 503", refused(503), ProviderUnavailable()),
    Fault("HTTP 504", refused(504), ProviderTimeout()),
    Fault("HTTP 529", refused(529), ProviderUnavailable()),
]
INSTEAD = [
    Fault("HTTP 200 with a page", Behaviour(body=f"<html>Sign in to this network. {SAID}</html>"), ProviderRejected()),
    Fault("HTTP 200 with an empty body", Behaviour(fault="empty", after=0), ProviderInterrupted()),
    Fault(
        "HTTP 200 with an error about an unknown address",
        Behaviour(body=f'{{"error": "Unexpected endpoint or method. {SAID}"}}'),
        ProviderRejected(),
    ),
    Fault(
        "HTTP 200 with half a JSON answer",
        Behaviour(body='{"choices": [{"message": {"content": "WORKER-7'),
        ProviderInterrupted(),
    ),
    Fault("An error before any text", Behaviour(fault="error", after=0, message=SAID), ProviderUnavailable()),
    Fault(
        "Only keep-alives",
        Behaviour(fault="pings", after=0),
        ProviderSilent(seconds=LIMIT),
        again=False,
        limit="silence",
    ),
    Fault("An endless line", Behaviour(fault="endless", after=0), ProviderInterrupted()),
    Fault("A false Content-Encoding", Behaviour(fault="gzip", after=0), ProviderInterrupted()),
    Fault(
        "Only thinking, up to the limit",
        Behaviour(text="", thinking="Hm.", stop="length"),
        ProviderOnlyThought(),
    ),
    Fault(
        "Only thinking",
        Behaviour(text="", thinking="Hm."),
        ProviderInterrupted(),
        again=False,
        beside="complete",
    ),
    Fault(
        "The stream ends before any text, without a stop reason", Behaviour(text="", stop="none"), ProviderInterrupted()
    ),
    Fault("A content filter stops it before any text", Behaviour(text="", stop="blocked"), ProviderRefused()),
]
AFTER = [
    Fault("The connection is reset", Behaviour(fault="reset"), ProviderInterrupted()),
    Fault("The connection is closed", Behaviour(fault="cut"), ProviderInterrupted()),
    Fault("The stream ends without a stop reason", Behaviour(stop="none"), ProviderInterrupted()),
    Fault("The stream ends inside an event", Behaviour(fault="half"), ProviderInterrupted()),
    Fault("An event that is not JSON", Behaviour(fault="garbage"), ProviderInterrupted()),
    Fault("Bytes that are not UTF-8", Behaviour(fault="bytes"), ProviderInterrupted()),
    Fault("An error", Behaviour(fault="error", message=SAID), ProviderUnavailable()),
    Fault(
        "An error: too many requests",
        Behaviour(fault="error", error="rate_limit_exceeded", message=SAID),
        ProviderRateLimited(retry_after=60),
    ),
    Fault("Silence", Behaviour(fault="silence"), ProviderTimeout(), limit="timeout"),
    Fault(
        "Only keep-alives after text",
        Behaviour(fault="pings"),
        ProviderSilent(seconds=LIMIT),
        limit="silence",
        beside=ProviderSilent(seconds=round(LIMIT + GRACE)),
    ),
    Fault("The length limit", Behaviour(stop="length"), "truncated", beside="complete"),
    Fault("A content filter", Behaviour(stop="refusal"), ProviderRefused()),
    Fault("An unknown stop reason", Behaviour(stop="odd"), ProviderInterrupted()),
    Fault("The model declines in words", Behaviour(text=DECLINED), ProviderRefused(), beside="complete"),
    Fault("The model finds nothing to learn", Behaviour(text=NOTHING), NothingLearned(), beside="complete"),
]
FAULTS = [*BEFORE, *INSTEAD, *AFTER]

"""How the fake provider answers a request: text, speed and faults."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Stop = Literal["end", "length", "refusal", "blocked", "odd", "none"]
Fault = Literal[
    "",
    "drop",  # the connection closes before the response headers
    "mute",  # no response headers
    "page",  # 200 with an HTML page
    "empty",  # 200 with an empty body
    "reset",  # RST after ``after`` pieces
    "cut",  # FIN in the middle of the chunked body
    "silence",  # silence on an open connection
    "error",  # the provider's error event
    "garbage",  # a data line that is not JSON
    "half",  # a regular end inside a data line
    "nonsense",  # not HTTP
    "pings",  # comments on an open connection, and no more text
    "bytes",  # text that is not UTF-8
    "gzip",  # content-encoding: gzip, uncompressed
    "endless",  # a line without an end
]

TEXT = """## What I learned

`asyncio.timeout()` cancels the task that runs inside it. 한글도 그대로 옵니다.

```python
async with asyncio.timeout(5):
    await fetch()
```

- It raises `TimeoutError` outside of the block.
- `CancelledError` passes through, so clean up in `finally`.
"""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One answer. Times in seconds; a piece is the text of one event.

    ``status`` other than 200 answers with an error in the provider's format; ``body`` is sent unchanged.
    With ``text`` None, the text fits the task.
    """

    text: str | None = None
    piece: int = 12
    wait: float = 0.0
    delay: float = 0.0
    stop: Stop = "end"
    fault: Fault = ""
    after: int = 3
    status: int = 200
    error: str = ""
    message: str = "made up by the fake provider"
    body: str = ""
    retry_after: str = ""
    location: str = ""
    thinking: str = ""
    comments: bool = False
    usage: bool = True
    read: int = 11  # tokens


# By the model's name, so that a test or a browser can choose.
BY_MODEL = {
    "slow": Behaviour(delay=0.05),
    "slower": Behaviour(delay=0.25),
    "length": Behaviour(stop="length"),
    "refusal": Behaviour(stop="refusal"),
    "blocked": Behaviour(stop="blocked"),
    "truncated": Behaviour(stop="none"),
    "reset": Behaviour(fault="reset"),
    "cut": Behaviour(fault="cut"),
    "silence": Behaviour(fault="silence"),
    "error": Behaviour(fault="error"),
    "garbage": Behaviour(fault="garbage"),
    "half": Behaviour(fault="half"),
    "drop": Behaviour(fault="drop"),
    "mute": Behaviour(fault="mute"),
    "page": Behaviour(fault="page"),
    "empty": Behaviour(fault="empty"),
    "thinking": Behaviour(thinking="Let me think about what to write."),
    "comments": Behaviour(comments=True),
    "unauthorized": Behaviour(status=401),
    "overloaded": Behaviour(status=529),
    "busy": Behaviour(status=429, retry_after="1"),
}

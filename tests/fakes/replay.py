"""Play the body of a response to the real SDK of a provider, in any pieces."""

import httpx2

from generate.errors import ProviderError
from generate.llm import http
from generate.llm.base import Stop
from tests.fakes.wiring import PROMPT, collect, provider


async def play(kind: str, *body: bytes, status: int = 200) -> tuple[str, Stop | None, ProviderError | None]:
    """Return the text, the stop reason and the error that a body means."""
    http.use(httpx2.MockTransport(lambda _: httpx2.Response(status, stream=http.Body(*body))))
    got: list[str] = []
    answer = provider(kind).generate_stream(PROMPT)
    error = None
    try:
        await collect(answer, got)
    except ProviderError as raised:
        error = raised
    await http.aclose_clients()
    return "".join(got).strip(), answer.stop, error

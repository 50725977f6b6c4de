"""Our stream as a view of the site, with the product's live text, follower and encoder, and the benchmark's pieces.

It omits what a stream does only once: the key, the row, the model.
"""

import asyncio
from functools import cache, partial

from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse
from django.urls import path

from bench.stream.source import Asked, asked
from generate.stages import ALWAYS, Stage
from generate.stream.events import news
from generate.stream.follow import Heart, Reading, as_bytes, follow
from generate.stream.live import Live, Status
from generate.stream.position import Position
from generate.stream.response import event_stream


class Beating:
    """The process's heartbeat and its task."""

    def __init__(self) -> None:
        self.heart = Heart(settings.TIL_HEARTBEAT_SECONDS, settings.TIL_STALLED_SECONDS)
        self.task = asyncio.create_task(self.heart.beat())


@cache
def beating() -> Beating:
    return Beating()


async def stream(request: HttpRequest) -> StreamingHttpResponse:
    live = Live(1, ALWAYS)
    live.stage = Stage.CONTENT
    wanted = asked(request.META["QUERY_STRING"])
    feeding = {asyncio.create_task(_feed(live, wanted))} if wanted.pieces else set()  # no heartbeat is needed

    def left() -> None:
        for task in feeding:
            task.cancel()

    return event_stream(follow(live, Position(1), Reading(as_bytes(), left, partial(news, live)), beating().heart), "/")


async def _feed(live: Live, wanted: Asked) -> None:
    async for piece in wanted.source():
        live.write(piece)
    live.show([("stage", Stage.END), ("status", Status.COMPLETE)])


urlpatterns = [path("", stream)]

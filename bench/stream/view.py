"""Our stream as a page of the site: live text, follower and encoder are the product's, the pieces the benchmark's.

What is left out is what a stream does once and not for each event: the key, the row, the model.
"""

import asyncio
from functools import cache, partial

from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse
from django.urls import path

from bench.stream.source import Asked, asked
from generate.api import event_stream
from generate.stages import ALWAYS, Stage
from generate.stream.events import news
from generate.stream.follow import Heart, Reading, as_bytes, follow
from generate.stream.live import Live, Status
from generate.stream.position import Position


class Beating:
    """The process's one heart, and the task it beats in."""

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
    feeding = {asyncio.create_task(_feed(live, wanted))} if wanted.pieces else set()  # silence needs nobody to keep it

    def left() -> None:
        for task in feeding:
            task.cancel()

    return event_stream(follow(live, Position(1), Reading(as_bytes(), left, partial(news, live)), beating().heart), "/")


async def _feed(live: Live, wanted: Asked) -> None:
    async for piece in wanted.source():
        live.write(piece)
    live.show([("stage", Stage.END), ("status", Status.COMPLETE)])


urlpatterns = [path("", stream)]

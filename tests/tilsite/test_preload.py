"""Preloading: imports are ready before the first draft and agent, without blocking other requests."""

import subprocess
import sys

from tests.server import ROOT, clean_environment

PROGRAM = """
import asyncio, gc, os, sys
import django
os.environ["DJANGO_SETTINGS_MODULE"] = "tilsite.settings"
django.setup()
import tilsite.asgi
from generate.offline.words import load
from tilsite.preload import warm_up

NEEDED = {"openai.types.responses", "generate.api.mcp.server"}

async def main():
    assert not (NEEDED | {"trafilatura"}) & set(sys.modules), "loaded with the site itself, which slows down its start"
    lists = load.cache_info().currsize
    ticks, done = 0, asyncio.create_task(warm_up(pause=0))
    while not done.done():
        await asyncio.sleep(0.005)
        ticks += 1
    await done
    print(ticks > 5, NEEDED <= set(sys.modules) and load.cache_info().currsize > lists)
    print(gc.isenabled(), len(gc.get_objects()) < gc.get_freeze_count() / 20)

asyncio.run(main())
"""


def test_sdks_and_mcp_are_loaded_beside_the_loop() -> None:
    environment = clean_environment(OPENAI_API_KEY="none", SECRET_KEY="tests" * 12)
    program = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(program, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["True"] * 4, done.stderr

"""Warming: what the first draft and the first agent need is there before them, and nobody waits meanwhile."""

import subprocess
import sys

from tests.server import ROOT, clean_environment

PROGRAM = """
import asyncio, os, sys
import django
os.environ["DJANGO_SETTINGS_MODULE"] = "tilsite.settings"
django.setup()
import tilsite.asgi
from tilsite.warming import warm_up

NEEDED = {"openai.types.responses", "generate.mcp"}

async def main():
    assert not NEEDED & set(sys.modules), "loaded with the site itself, which slows down its start"
    ticks, done = 0, asyncio.create_task(warm_up(pause=0))
    while not done.done():
        await asyncio.sleep(0.005)
        ticks += 1
    await done
    print(ticks > 5, NEEDED <= set(sys.modules))

asyncio.run(main())
"""


def test_sdks_and_mcp_are_loaded_beside_the_loop() -> None:
    environment = clean_environment(OPENAI_API_KEY="none", SECRET_KEY="tests" * 12)
    program = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(program, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["True", "True"], done.stderr

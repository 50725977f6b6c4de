"""Evaluate models on 40 sources: ``make evaluate PROVIDERS="openai/gpt-5.5 anthropic"``.

Answers and reports are stored in ``var/evaluate``. ``REPLAY=var/evaluate/…/answers.json`` measures stored answers
again, which costs nothing and needs no key. ``ONLY=ko`` takes the sources whose names contain ``ko``.
"""

import asyncio
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django
import orjson

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tilsite.settings")
django.setup()

from django.conf import settings  # noqa: E402 - after the setup

from bench.evaluate.report import by_model, markdown  # noqa: E402
from bench.evaluate.run import Answers, as_answers, cases, evaluate, replay  # noqa: E402
from generate.llm import http  # noqa: E402
from generate.prompts import VERSION  # noqa: E402
from generate.providers import provider_of  # noqa: E402

PLACE = Path("var") / "evaluate"


def last(place: Path, sources: set[str]) -> Any:
    """Return the data of the last report on the same sources, or None."""
    reports = (orjson.loads(path.read_bytes()) for path in sorted(place.glob("*/report.json"), reverse=True))
    return next((one for one in reports if {draft["source"] for draft in one["drafts"]} == sources), None)


async def _measured(stored: bytes) -> tuple[list[Any], Answers]:
    only = os.environ.get("ONLY", "")
    sources = [case for case in cases() if only in case.name]
    if stored:
        answers = as_answers(orjson.loads(stored))
        return await replay(answers, sources, settings.TIL_PRICES), answers
    names = os.environ.get("PROVIDERS", "").replace(",", " ").split() or ["offline"]
    providers = [provider_of(*name.partition("/")[::2]) for name in names]
    try:
        named = [(f"{one.name}/{one.model}", one) for one in providers]
        return await evaluate(named, sources, settings.TIL_PRICES)
    finally:
        await http.aclose_clients()


def main() -> None:
    """Measure, store and print."""
    stored = os.environ.get("REPLAY", "")
    figures, answers = asyncio.run(_measured(Path(stored).read_bytes() if stored else b""))
    before = last(PLACE, {one.source for one in figures})
    place = PLACE / f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
    place.mkdir(parents=True)
    kept = {
        model: {name: [raw.as_data() for raw in given] for name, given in drafts.items()}
        for model, drafts in answers.items()
    }
    data = {"prompts": VERSION, "models": by_model(figures), "drafts": [one.as_data() for one in figures]}
    text = markdown(figures, VERSION, before)
    (place / "answers.json").write_bytes(orjson.dumps(kept, option=orjson.OPT_INDENT_2))
    (place / "report.json").write_bytes(orjson.dumps(data, option=orjson.OPT_INDENT_2))
    (place / "report.md").write_text(text, "utf-8")
    sys.stdout.write(f"{text}\nStored in {place}\n")


if __name__ == "__main__":
    main()

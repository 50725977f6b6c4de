"""Prometheus metrics of running sites."""

import asyncio
import json
import re
from pathlib import Path

import httpx2
import orjson
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.server import ROOT, Server, Site
from tests.wire.reader import Reader, client, until

pytestmark = pytest.mark.anyio
TOKEN = "a-token-of-its-own"
WRITES = {"TIL_PROVIDER": "openai", "OPENAI_MODEL": "draft", "TIL_LEASE_SECONDS": "1", "TIL_METRICS_TOKEN": TOKEN}
TEXT = "\n".join(f"{number}. a line of the draft, 한글" for number in range(40))


def ask(server: Server, token: str = TOKEN) -> httpx2.Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx2.get(f"{server.url}/metrics", headers=headers, trust_env=False, timeout=15)


def figures(server: Server) -> dict[str, float]:
    """Return each series by its name and the values of its labels."""
    found = {}
    for family in text_string_to_metric_families(ask(server).text):
        for one in family.samples:
            found[" ".join([one.name, *(value for name, value in sorted(one.labels.items()))])] = one.value
    return found


async def test_a_site_counts_what_happens_and_tells_it_to_who_has_the_token(site: Site, tmp_path: Path) -> None:
    async with FakeProvider() as fake, client() as http:
        fake.text = TEXT
        fake.by_model["draft"] = Behaviour(piece=30, delay=0.01)
        fake.script(Behaviour(status=529))
        with site.server(tmp_path, **WRITES, OPENAI_BASE_URL=f"{fake.url}/v1", TIL_BUDGETS="site/day=100000") as server:
            assert [ask(server, token).status_code for token in ("", "another", TOKEN)] == [401, 401, 200]
            reader = Reader(site.key)
            await reader.start(http, server)
            reader.prove()
            fake.by_model["draft"] = Behaviour(status=401)
            failed = Reader(site.key)
            await failed.start(http, server)
            await until(lambda: figures(server)["til_budget_used_ratio site/day/tokens"])
            await until(lambda: figures(server)["til_generations_running openai"] == 0)
            seen = figures(server)
    assert seen["til_generations_total openai begun"] == 2
    assert seen["til_generations_total openai complete"] == seen["til_generations_total openai failed"] == 1
    assert seen["til_failures_total provider_unauthorized openai"] == 1
    assert seen["til_retries_total provider_unavailable openai"] == 1
    assert seen["til_first_text_seconds_count openai"] == 1
    assert seen["til_texts_total openai"] > 10
    assert 0 < seen["til_text_gap_seconds_count openai"] < seen["til_texts_total openai"]
    assert seen["til_tokens_total read openai"] == 4 * 11  # one request per part, by the provider's count
    assert seen["til_tokens_total written openai"] > 0
    assert seen["til_flush_seconds_count"] > 1
    assert (seen["til_streams_open"], seen["til_generations_running openai"]) == (0, 0)
    assert seen["til_budget_used_ratio site/day/tokens"] < 1
    assert seen["process_resident_memory_bytes"] > 50_000_000
    assert 1 < seen["til_threads"] < 50
    assert "til_generations_created" not in " ".join(seen)


async def test_processes_that_share_a_folder_are_counted_together_and_the_dead_no_longer(
    site: Site, tmp_path: Path
) -> None:
    shared = WRITES | {"DATABASE_URL": site.database(tmp_path), "PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "counted")}
    (tmp_path / "counted").mkdir()
    shared |= {"LOG_LEVEL": "INFO", "TIL_LOG_FORMAT": "json"}
    async with FakeProvider() as fake, client() as http:
        fake.text = TEXT
        fake.by_model["draft"] = Behaviour(piece=20, delay=0.05)
        shared |= {"OPENAI_BASE_URL": f"{fake.url}/v1"}
        with site.server(tmp_path, **shared) as one, site.server(tmp_path, **shared) as two:
            reader = Reader(site.key)
            reading = asyncio.create_task(reader.start(http, one))
            await until(lambda: len(reader.text) > 200)
            assert figures(two)["til_streams_open"] == 1
            one.kill()
            await asyncio.gather(reading, return_exceptions=True)
            await until(lambda: figures(two)["til_streams_open"] == 0)
            await reader.follow(http, two)
            reader.prove()
            await until(lambda: figures(two)["til_generations_running openai"] == 0)
            seen = figures(two)
    assert [seen[f"til_generations_total openai {state}"] for state in ("begun", "resumed", "complete")] == [1, 1, 1]
    assert seen["til_adoptions_total openai"] == 1
    assert seen["til_taken_back_characters_total"] == sum(reader.taken_back)
    assert (seen["til_streams_open"], seen["til_generations_running openai"]) == (0, 0)
    begun, adopted = ids(one, "begun"), ids(two, "adopted")
    assert begun == adopted == ids(two, "resumed")
    assert begun[0]


def ids(server: Server, begins: str) -> tuple[object, ...]:
    """Return the ids in the first log line that ``begins`` like this."""
    lines = [orjson.loads(line) for line in server.log.splitlines()]
    line = next(line for line in lines if line["message"].startswith(begins))
    return line["request_id"], line["generation"], line["provider"]


@pytest.mark.once
async def test_the_dashboard_asks_for_nothing_that_is_not_told(site: Site, tmp_path: Path) -> None:
    board = json.loads((ROOT / "deploy" / "grafana.json").read_text("utf-8"))
    asked = " ".join(target["expr"] for panel in board["panels"] for target in panel["targets"])
    with site.server(tmp_path, TIL_METRICS_TOKEN=TOKEN) as server:
        text = ask(server).text
    told = {name for line in re.findall(r"^# TYPE (\w+ \w+)$", text, re.MULTILINE) for name in series(*line.split())}
    used = set(re.findall(r"\b(?:til|process)_\w+", asked))
    assert used - told == set()
    assert {name for name in told if name.startswith("til_") and not name.endswith(("_sum", "_count"))} - used == set()


def series(name: str, kind: str) -> list[str]:
    return [f"{name}_{part}" for part in ("bucket", "sum", "count")] if kind == "histogram" else [name]


@pytest.mark.once
async def test_without_a_token_there_are_no_metrics(site: Site, tmp_path: Path) -> None:
    with site.server(tmp_path) as server:
        assert ask(server).status_code == ask(server, "").status_code == 404

"""The API is what openapi.json says: schemathesis tries to prove otherwise, with all of its checks.

SCHEMATHESIS_CASES=n asks more of it: n cases for each operation, in every phase (``make fuzz``).
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson
import pytest
from django.conf import settings

from generate.stream.events import type_of
from tests.server import ROOT, Server, Site, clean_environment
from tilsite.api import api
from tilsite.errors import every_code
from tilsite.management.commands.write_api_docs import written

CASES = os.environ.get("SCHEMATHESIS_CASES", "")
WITHOUT_END = {"TIL_STARTS_PER_MINUTE": "1000000", "TIL_STARTS_PER_DAY": "1000000", "TIL_RUNNING_PER_KEY": "10000"}
SERVED = settings.BASE_DIR / "openapi.json"


@pytest.fixture(scope="module")
def fuzzed(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("openapi")
    with site.server(folder, TIL_UPLOADS_KEPT="100000", **WITHOUT_END) as server:
        yield server


def schemathesis(server: Server, *options: str) -> str:
    command = [str(Path(sys.executable).with_name("schemathesis")), "run", f"{server.url}/api/v1/openapi.json"]
    command += ["--checks", "all", "--no-color", "--max-failures", "20", "--request-timeout", "30", *options]
    done = subprocess.run(
        command, cwd=server.folder, env=clean_environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-12_000:] + done.stderr
    return done.stdout


@pytest.mark.once
@pytest.mark.timeout(1800)
def test_nothing_is_found_with_a_key(fuzzed: Server) -> None:
    key = fuzzed.run("create_api_key", "fuzz", "--scope", "admin").strip()
    phases = ["-n", CASES] if CASES else ["--phases", "coverage"]
    said = schemathesis(fuzzed, "--header", f"Authorization: Bearer {key}", *phases)
    assert int(re.findall(r"(\d+) generated", said)[0]) > (2_000 if int(CASES or 0) >= 20 else 500)
    assert "Traceback" not in fuzzed.log


@pytest.mark.once
@pytest.mark.timeout(1800)
def test_nothing_is_found_without_a_key(fuzzed: Server) -> None:
    phases = ["-n", CASES] if CASES else ["--phases", "examples,fuzzing", "-n", "3"]
    said = schemathesis(fuzzed, *phases)
    assert int(re.findall(r"(\d+) generated", said)[0]) > (2_000 if int(CASES or 0) >= 20 else 50)


def test_what_is_written_down_is_what_is_served(fuzzed: Server) -> None:
    for path, text in written(settings.BASE_DIR).items():
        assert (ROOT / path).read_text("utf-8") == text, f"{path} is stale: manage.py write_api_docs"


def described() -> Any:
    return orjson.loads(SERVED.read_bytes())


def operations() -> list[Any]:
    return [operation for item in described()["paths"].values() for operation in item.values()]


def test_it_is_openapi_3_1() -> None:
    assert described()["openapi"].startswith("3.1")


def test_every_operation_is_named_explained_and_shown_by_valid_examples() -> None:
    components = described()["components"]
    names = [operation["operationId"] for operation in operations()]
    assert len(set(names)) == len(names)
    for operation in operations():
        assert operation["summary"]
        assert operation["description"]
        bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
        shown = [media for body in bodies for media in body.get("content", {}).values() if "schema" in media]
        for media in (media for media in shown if media["schema"].get("title") != "MultiPartBodyParams"):
            schema = media["schema"] | {"components": components}
            if "example" in media or not _is_form(media):
                assert jsonschema_rs.is_valid(schema, media["example"]), (operation["operationId"], media)


def _is_form(media: Any) -> bool:
    return bool(media["schema"].get("title") == "FileParams")


def test_every_refusal_speaks_the_one_shape() -> None:
    for operation in operations():
        refusals = {status: answer for status, answer in operation["responses"].items() if status >= "400"}
        assert {"401", "403", "422", "500"} <= set(refusals)
        for answer in refusals.values():
            assert answer["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/ErrorOut"}
            assert "X-Request-ID" in answer["headers"]


def test_streams_are_described_by_a_union_that_the_event_tells_apart() -> None:
    union = described()["components"]["schemas"]["GenerationEvent"]
    assert union["discriminator"]["propertyName"] == "event"
    assert set(union["discriminator"]["mapping"]) == {*type_of.values(), "content_chunk", "complete", "error", "reset"}
    for name in ("generate_stream", "follow_generation"):
        operation = next(operation for operation in operations() if operation["operationId"] == name)
        schema = operation["responses"]["200"]["content"]["text/event-stream"]["schema"]
        assert schema == {"$ref": "#/components/schemas/GenerationEvent"}


def test_codes_are_listed_once_and_all() -> None:
    codes = [one.code for one in every_code()]
    assert len(set(codes)) == len(codes)
    assert {"invalid", "unauthorized", "provider_timeout", "bad_event_id", "too_large", "failed"} <= set(codes)
    listed = re.findall(r"^\| `(\w+)` \|", described()["info"]["description"], re.MULTILINE)
    assert listed == codes


def test_the_description_is_the_same_each_time() -> None:
    assert orjson.dumps(api.get_openapi_schema()) == orjson.dumps(api.get_openapi_schema())

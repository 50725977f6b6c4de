"""openapi.json is valid OpenAPI 3.1, also for redocly and spectral, and is served with an ETag."""

import re
from typing import Any

import httpx2
import jsonschema_rs
import orjson
import pytest
from django.test import Client
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from generate.stream.events import type_of
from tests.server import ROOT
from tilsite.api import api
from tilsite.http.errors import every_code

PLACE = "/api/v1/openapi.json"


@pytest.fixture(scope="module")
def described() -> Any:
    return orjson.loads((ROOT / "openapi.json").read_bytes())


def test_it_fits_the_schema_of_openapi_3_1(described: Any) -> None:
    assert [error.message for error in OPENAPI_31_VALIDATOR.iter_errors(described)] == []


def test_every_answer_says_what_it_is_and_every_tag_is_known(described: Any) -> None:
    known = {tag["name"] for tag in described["tags"]}
    for path in described["paths"].values():
        for operation in path.values():
            assert set(operation["tags"]) <= known
            assert all(answer["description"] for answer in operation["responses"].values())
            assert all("examples" not in parameter for parameter in operation["parameters"])
    assert described["servers"]


def test_every_schema_is_used_and_every_reference_leads_somewhere(described: Any) -> None:
    text = orjson.dumps(described).decode()
    schemas = described["components"]["schemas"]
    assert [name for name in schemas if f'"#/components/schemas/{name}"' not in text] == []
    used = {part.partition('"')[0] for part in text.split('"#/components/schemas/')[1:]}
    assert used <= set(schemas)


@pytest.mark.django_db
def test_it_is_served_compact_and_once() -> None:
    client = Client()
    first = client.get(PLACE)
    assert first.headers["Content-Type"] == "application/json"
    assert b'": ' not in first.content.split(b'"paths"')[0][:200]
    assert orjson.loads(first.content)["openapi"].startswith("3.1")
    again = client.get(PLACE, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (httpx2.codes.NOT_MODIFIED, b"")
    assert client.post(PLACE).status_code == httpx2.codes.METHOD_NOT_ALLOWED


def operations(described: Any) -> list[Any]:
    return [operation for item in described["paths"].values() for operation in item.values()]


def test_every_operation_is_named_explained_and_shown_by_valid_examples(described: Any) -> None:
    components = described["components"]
    names = [operation["operationId"] for operation in operations(described)]
    assert len(set(names)) == len(names)
    for operation in operations(described):
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


def test_every_refusal_speaks_the_one_shape(described: Any) -> None:
    for operation in operations(described):
        refusals = {status: answer for status, answer in operation["responses"].items() if status >= "400"}
        assert {"401", "403", "422", "500"} <= set(refusals)
        for answer in refusals.values():
            assert answer["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/ErrorOut"}
            assert "X-Request-ID" in answer["headers"]


def test_streams_are_described_by_a_union_that_the_event_tells_apart(described: Any) -> None:
    union = described["components"]["schemas"]["GenerationEvent"]
    assert union["discriminator"]["propertyName"] == "event"
    assert set(union["discriminator"]["mapping"]) == {*type_of.values(), "content_chunk", "complete", "error", "reset"}
    for name in ("generate_stream", "follow_generation"):
        operation = next(operation for operation in operations(described) if operation["operationId"] == name)
        schema = operation["responses"]["200"]["content"]["text/event-stream"]["schema"]
        assert schema == {"$ref": "#/components/schemas/GenerationEvent"}


def test_codes_are_listed_once_and_all(described: Any) -> None:
    codes = [one.code for one in every_code()]
    assert len(set(codes)) == len(codes)
    assert {"invalid", "unauthorized", "provider_timeout", "bad_event_id", "too_large", "failed"} <= set(codes)
    listed = re.findall(r"^\| `(\w+)` \|", described["info"]["description"], re.MULTILINE)
    assert listed == codes


def test_the_description_is_the_same_each_time() -> None:
    assert orjson.dumps(api.get_openapi_schema()) == orjson.dumps(api.get_openapi_schema())

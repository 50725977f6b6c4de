"""The OpenAPI description, completed with what Ninja leaves out: ids, headers, sessions, events, examples."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import orjson
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from generate.api.event_schemas import event_schemas
from tilsite.examples import EXAMPLES, MARKDOWN
from tilsite.http import errors

Described = dict[str, Any]
STREAMS = ("generate_stream", "follow_generation")
INTRODUCTION = """\
Draft, review and read Today I Learned posts.

**Who may enter.** A key in `Authorization: Bearer til_…`, or a signed-in session; then whatever changes something needs
the page's token in `X-CSRFToken`. Scopes: `read`, `generate`, `write`, `admin`.

**Who sees what.** Public TILs are for everybody with `read`. All else is its maker's: a key sees what it made itself, a
person what they and their keys made, staff and `admin` everything. What is not yours is not there: 404.

**Errors** have one shape, `ErrorOut`; `code` is one of these:

"""
HEADERS: dict[str, Described] = {
    "X-Request-ID": {"description": "Identifies this request, also in the log.", "schema": {"type": "string"}},
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 0}},
    "ETag": {"description": "The version of the object, for If-Match.", "schema": {"type": "string"}},
    "Location": {"description": "The address of the object.", "schema": {"type": "string"}},
    "WWW-Authenticate": {"schema": {"const": "Bearer"}},
}
TAGS = {
    "generations": "Drafts as they are written: start, follow, cancel, continue, save.",
    "proposals": "Rewritten parts, to accept or discard.",
    "style": "How drafts are written for you, and templates for them.",
    "uploads": "Files to draft from.",
    "pictures": "Pictures in notes and TILs.",
    "providers": "The providers that can write.",
    "tils": "TILs, published or saved as drafts.",
    "tags": "Tags and their aliases.",
    "stats": "Totals, streaks and usage.",
    "keys": "API keys, and the caller's identity.",
}
_EVENT_ID = r"^([0-9]{1,18}-[0-9]{1,9}-[1-6]-[0-9]{1,9}(-[0-9]{1,9})?)?$"
_FORMS = {"Idempotency-Key": r"^[ -~]{0,255}$", "Last-Event-ID": _EVENT_ID, "last_event_id": _EVENT_ID}
_OF_STATUS = {"401": ["WWW-Authenticate"], "429": ["Retry-After"], "503": ["Retry-After"]}
SESSION = {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": "A browser session."}
KEY = {"type": "http", "scheme": "bearer", "description": "An API key: til_…"}


def table_of_codes() -> str:
    """Return all error codes as a Markdown table."""
    rows = [
        f"| `{one.code}` | {one.status} | {'may help' if one.retryable else 'no'} | {one.meaning} |"
        for one in errors.every_code()
    ]
    return "\n".join(["| code | status | retry | meaning |", "|---|---|---|---|", *rows])


class DescribedApi(NinjaAPI):
    """A NinjaAPI with a complete description."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        """Return the OpenAPI 3.1 description."""
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        schema["info"]["description"] = INTRODUCTION + table_of_codes()
        schema["info"] |= {"license": {"name": "MIT", "identifier": "MIT"}, "contact": {"name": "The site's operator"}}
        schema["paths"] = {path.replace("{pk}", "{id}"): item for path, item in schema["paths"].items()}
        schema["components"]["schemas"] |= event_schemas()
        schema["components"]["securitySchemes"] = {"key": KEY, "session": SESSION}
        schema["servers"] = [{"url": "/", "description": "This site"}]
        schema["tags"] = [{"name": name, "description": text} for name, text in TAGS.items()]
        for operation in _operations(schema):
            _complete(operation)
        _drop_unused(schema)
        return schema


def _operations(schema: OpenAPISchema) -> Iterator[Described]:
    for item in schema["paths"].values():
        yield from item.values()


def _drop_unused(schema: OpenAPISchema) -> None:
    """Remove unreferenced schemas: those of queries, which are listed as parameters."""
    parts: Described = schema["components"]["schemas"]
    text = orjson.dumps(schema).decode()
    unused = [name for name in parts if f'"#/components/schemas/{name}"' not in text]
    for name in unused:
        del parts[name]
    if unused:
        _drop_unused(schema)


def _complete(operation: Described) -> None:
    operation["security"] = [{"key": []}, {"session": []}]
    for parameter in operation["parameters"]:
        _complete_parameter(parameter)
        if parameter["name"] == "If-Match" and 428 in operation["responses"]:
            parameter["required"] = True
            parameter["schema"].pop("default", None)
    if operation["operationId"] in STREAMS:
        operation["responses"][200] = _stream()
    operation["responses"] = {str(status): answer for status, answer in sorted(operation["responses"].items())}
    for status, answer in operation["responses"].items():
        _complete_answer(status, answer)
    if body := operation.get("requestBody", {}).get("content", {}).get("application/json"):
        body["example"] = _example(body["schema"])


def _complete_parameter(parameter: Described) -> None:
    """Describe the id, move the example to its place, and drop null, which is no valid parameter."""
    schema = parameter["schema"]
    if isinstance(examples := parameter.pop("examples", None), list):
        parameter["example"] = examples[0]
    if parameter["name"] == "pk":
        parameter["name"], schema["title"] = "id", "Id"
        schema |= {"minimum": 1, "maximum": 2**31 - 1}
    if form := _FORMS.get(parameter["name"]):
        schema["pattern"] = form
    if "anyOf" in schema:
        (only,) = [choice for choice in schema.pop("anyOf") if choice != {"type": "null"}]
        schema |= only
        schema.pop("default", None)


def _stream() -> Described:
    one = {"$ref": "#/components/schemas/GenerationEvent"}
    content = {"text/event-stream": {"schema": one}}
    return {"description": "The events of the generation, each a GenerationEvent", "content": content}


def _complete_answer(status: str, answer: Described) -> None:
    answer.setdefault("description", HTTPStatus(int(status)).phrase)
    names = ["X-Request-ID", *_OF_STATUS.get(status, [])]
    body = answer.get("content", {}).get("application/json", {})
    reference = body.get("schema", {}).get("$ref", "").rpartition("/")[2]
    if reference == "TilOut":
        names.append("ETag")
    if status in {"201", "202"} or "text/event-stream" in answer.get("content", {}):
        names.append("Location")
    answer["headers"] = {name: HEADERS[name] for name in names}
    if reference == "ErrorOut":
        body["example"] = _error_example(int(status))
    else:
        for media in (media for media in answer.get("content", {}).values() if "schema" in media):
            media["example"] = _example(media["schema"])


def _error_example(status: int) -> Described:
    one = next(one for one in errors.every_code() if one.status == status)
    example = {"error": one.meaning + ".", "code": one.code, "retryable": one.retryable, "request_id": "7f3c0d5e"}
    return example | ({"fields": {"title": ["Field required"]}} if one.code == "invalid" else {})


def _example(schema: Described) -> object:
    choices = [schema, *schema.get("anyOf", [])]
    names = [choice["$ref"].rpartition("/")[2] for choice in choices if "$ref" in choice]
    if names:
        return EXAMPLES[names[0]]
    return [_example(schema["items"])] if schema.get("type") == "array" else MARKDOWN

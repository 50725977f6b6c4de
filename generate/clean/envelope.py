"""Wrappers around an answer: a JSON object, a pair of tags, front matter."""

import re

import orjson

LONGEST = 1_000  # maximum length of front matter
_CONTENT = ("content", "post", "body", "markdown", "text", "answer", "draft", "til")
_KEYS = "|".join((*_CONTENT, "title", "excerpt", "summary", "tags", "name"))
_OPENS = r"(?:`{3,}(?:json)?[ \t]*\n\s*)?"  # a code block around it
_FENCES = re.compile(rf"\A{_OPENS}(?=\{{)|(?<=\}})\s*`{{3,}}\s*\Z")
_JSON = re.compile(rf'{_OPENS}\{{\s*"(?:{_KEYS})"\s*:', re.IGNORECASE)
_JSON_START = re.compile(rf'{_OPENS}(?:\{{\s*(?:"\w{{0,8}}"?\s*)?)?')
_TAGS = (
    "post",
    "answer",
    "content",
    "til",
    "article",
    "output",
    "response",
    "draft",
    "markdown",
    "result",
    "blog_post",
    "til_post",
    "til_entry",
    "til_draft",
    "final_answer",
)
_TAG = re.compile(rf"<({'|'.join(_TAGS)})>(?=\n|[^\s은는이가을를])", re.IGNORECASE)
_TAG_START = re.compile(rf"<(?:{'|'.join(_TAGS)})>", re.IGNORECASE)
_FRONT = re.compile(r"---[ \t]*\n((?:[A-Za-z_-]+[ \t]*:.*\n|[ \t]*- .*\n|\s*\n)+)---[ \t]*(?:\n|$)")
_FRONT_START = re.compile(
    r"---[ \t]*(?:\n(?:[A-Za-z_-]+[ \t]*:.*\n|[ \t]*- .*\n|\s*\n)*(?:[A-Za-z_-]+(?:[ \t]*:.*)?|[ \t]*-.*)?)?"
)
_FRONT_KEYS = re.compile(r"^(?:title|date|tags|excerpt|description|categories|layout|draft|slug)[ \t]*:", re.MULTILINE)


def may_be_json(start: str) -> bool:
    """Return whether an answer with this start may be a JSON object with the parts of a post."""
    return bool(_JSON.match(start) or _JSON_START.fullmatch(start))


def json_fields(text: str) -> dict[str, object] | None:
    """Return ``text`` parsed as a JSON object, or None."""
    if not _JSON.match(text.strip()):
        return None
    try:
        value = orjson.loads(_FENCES.sub("", text.strip()))
    except orjson.JSONDecodeError:
        return None
    return value if isinstance(value, dict) else None


def json_content(text: str) -> str | None:
    """Return the post in a JSON object, or None."""
    fields = json_fields(text) or {}
    return next((value for key in _CONTENT if isinstance(value := fields.get(key), str) and value.strip()), None)


def opening_tag(text: str) -> re.Match[str] | None:
    """Return the tag that opens ``text`` and may wrap it."""
    return _TAG.match(text)


def may_be_tag(start: str) -> bool:
    """Return whether an answer with this start may be wrapped in a tag."""
    return bool(_TAG_START.fullmatch(start)) or any(f"<{name}>".startswith(start.lower()) for name in _TAGS)


def front_matter(text: str) -> int:
    """Return the length of the front matter at the start of ``text``, or 0."""
    found = _FRONT.match(text[:LONGEST])
    return found.end() if found and _FRONT_KEYS.search(found[1]) else 0


def may_be_front_matter(start: str) -> bool:
    """Return whether an answer with this start may begin with front matter."""
    return len(start) < LONGEST and ("---".startswith(start) or bool(_FRONT_START.fullmatch(start)))

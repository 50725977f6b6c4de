"""What HTML a text may contain: tags, attributes and their values."""

import re

import nh3

_TAGS = {f"h{level}" for level in range(2, 7)} | {
    *("p", "div", "section", "span", "br", "hr", "blockquote", "pre", "code", "ul", "ol", "li"),
    *("a", "img", "em", "strong", "s", "del", "sub", "sup"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {
    "a": {"href", "title", "id", "class"},
    "code": {"class"},
    "div": {"class", "tabindex"},
    "hr": {"class"},
    "img": {"src", "alt", "title", "loading"},
    "li": {"id", "class"},
    "ol": {"start", "class"},
    "pre": {"tabindex"},
    "section": {"class"},
    "span": {"class"},
    "sup": {"class"},
    "td": {"class"},
    "th": {"class"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}
_VALUES = {
    "class": re.compile(
        r"language-[\w+#.-]{1,40}|[a-z][a-z0-9]{0,2}|left|right|center|tablebox"
        r"|footnotes(-sep|-list)?|footnote-(item|ref|backref|anchor)"
    ),
    "id": re.compile(r"h-[^\s\"'<>]{1,100}|fn(ref)?\d+(:\d+)?"),  # a prefix keeps names of the page's own scripts free
    "tabindex": re.compile(r"0"),
    "start": re.compile(r"\d{1,9}"),
    "loading": re.compile(r"lazy"),
    "src": re.compile(r"/(?![/\\]).*"),
}


def _keep(_: str, attribute: str, value: str) -> str | None:
    allowed = _VALUES.get(attribute)
    return value if allowed is None or allowed.fullmatch(value) else None


CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    attribute_filter=_keep,
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener nofollow ugc",
)

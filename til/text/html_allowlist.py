"""The HTML that text may contain: tags, attributes and values."""

import re

import nh3

_MATHML_NAMES = """
math menclose mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow mspace msqrt mstyle msub
msubsup msup mtable mtd mtext mtr munder munderover
"""
_MATHML_SAYS = """
accent accentunder alttext columnalign columnlines columnspacing columnspan depth display displaystyle fence form height
largeop linebreak linethickness lspace mathcolor mathsize mathvariant maxsize minsize movablelimits notation rowlines
rowspacing rspace scriptlevel separator stretchy symmetric voffset width
"""
_MATHML = frozenset(_MATHML_NAMES.split())
_MATHML_ATTRIBUTES = set(_MATHML_SAYS.split())
_TAGS = {f"h{level}" for level in range(2, 7)} | {
    *("p", "div", "section", "span", "br", "hr", "blockquote", "pre", "code", "ul", "ol", "li"),
    *("a", "img", "em", "strong", "s", "del", "sub", "sup", "kbd", "b", "i", "u", "mark", "small", "abbr", "ins", "q"),
    *("ruby", "rt", "rp", "samp", "var", "cite", "dfn", "details", "summary", "dl", "dt", "dd", "figure", "figcaption"),
    *("table", "thead", "tbody", "tfoot", "tr", "th", "td"),
}
_ATTRIBUTES = {
    "a": {"href", "title", "id", "class"},
    "abbr": {"title"},
    "code": {"class"},
    "details": {"class", "open"},
    "div": {"class", "tabindex", "align"},
    "figure": {"class"},
    "hr": {"class"},
    "img": {"src", "alt", "title", "loading", "width", "height"},
    "li": {"id", "class"},
    "ol": {"start", "class"},
    "p": {"class", "align"},
    "pre": {"tabindex"},
    "section": {"class"},
    "span": {"class"},
    "summary": {"class"},
    "sup": {"class"},
    "td": {"class", "align", "colspan", "rowspan"},
    "th": {"class", "align", "colspan", "rowspan"},
    **{f"h{level}": {"id", "align"} for level in range(2, 7)},
    **dict.fromkeys(_MATHML, _MATHML_ATTRIBUTES),
}
_VALUES = {
    "class": re.compile(
        r"language-[\w+#.-]{1,40}|[a-z][a-z0-9]{0,2}|left|right|center|tablebox|listing|formula|task"
        r"|callout(-title| callout-(note|tip|important|warning|danger))"
        r"|footnotes(-sep|-list)?|footnote-(item|ref|backref|anchor)"
    ),
    "id": re.compile(r"h-[^\s\"'<>]{1,100}|fn(ref)?\d+(:\d+)?"),  # a prefix avoids clashes with ids of the page
    "tabindex": re.compile(r"0"),
    "start": re.compile(r"\d{1,9}"),
    "loading": re.compile(r"lazy"),
    "src": re.compile(r"(/(?![/\\])|https://).*"),
    "open": re.compile(r""),
    "align": re.compile(r"left|right|center|justify"),
    **dict.fromkeys(("colspan", "rowspan"), re.compile(r"[1-9]\d?")),
    **dict.fromkeys(("width", "height"), re.compile(r"\d{1,4}(px|%)?|-?[\d.]{1,8}(em|ex|rem)")),
}


def _keep(_: str, attribute: str, value: str) -> str | None:
    allowed = _VALUES.get(attribute)
    return value if allowed is None or allowed.fullmatch(value) else None


CLEANER = nh3.Cleaner(
    tags=_TAGS | _MATHML,
    attributes=_ATTRIBUTES,
    attribute_filter=_keep,
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener nofollow ugc",
)

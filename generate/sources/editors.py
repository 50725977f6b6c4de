"""Code that pages show outside of ``<pre>``: in editors, named boxes and fragments; each becomes one ``<pre>``."""

from bs4 import BeautifulSoup, Tag

from generate.sources.names import classes, first_in, is_inside, tags_in

_BOXES = frozenset({  # Naver; CodeMirror 5 and 6, Monaco, Ace
    "__se_code_view", "CodeMirror-code", "cm-content", "view-lines", "ace_text-layer",
})  # fmt: skip
_GUTTERS = frozenset({"CodeMirror-gutter-wrapper", "CodeMirror-linenumber", "cm-gutters", "margin-view-overlays"})
_LANGUAGES = ("data-lang", "data-language")


def unify_code(soup: BeautifulSoup) -> None:
    """Turn each box of code into a ``<pre>``, and Verso's fragments that follow each other into one."""
    for tag in tags_in(soup, "div", "span"):
        if tag.attrs.keys().isdisjoint({"class", "style"}):
            continue
        names = set(classes(tag))
        if not names.isdisjoint(_GUTTERS):
            tag.extract()
        elif not names.isdisjoint(_BOXES) or _is_named_box(tag, names) or _is_drawn_as_code(tag):
            _as_pre(tag)
    for fragment in filter(_is_fragment, tags_in(soup, "pre", "code")):
        if fragment.parent is not None:
            _join(soup, fragment)


def _is_named_box(tag: Tag, names: set[str]) -> bool:
    """Return whether ``tag`` is a box such as Writerside's, with a language and nothing but text."""
    return "code-block" in names and any(tag.get(name) for name in _LANGUAGES) and first_in(tag, "pre", "code") is None


def _is_drawn_as_code(tag: Tag) -> bool:
    """Return whether ``tag`` keeps its lines and is called code or drawn like it, as Notion's blocks are."""
    style = str(tag.get("style") or "").replace(" ", "").lower()
    if "white-space:pre" not in style or first_in(tag, "pre", "code") or is_inside(tag, "pre", "code"):
        return False
    return "monospace" in style or "code" in " ".join(classes(tag)).lower()


def _as_pre(tag: Tag) -> None:
    for line in tags_in(tag, "pre"):
        line.name = "div"
    tag.name = "pre"


def _is_fragment(tag: Tag) -> bool:
    return {"hl", "lean"} <= set(classes(tag)) and tag.name in {"pre", "code"} and _is_shown_apart(tag)


def _is_shown_apart(tag: Tag) -> bool:
    return tag.name == "pre" or "block" in classes(tag)


def _join(soup: BeautifulSoup, first: Tag) -> None:
    texts = [first.get_text()]
    following = first.find_next_sibling()
    while following is not None and _is_fragment(following):
        texts.append(following.get_text())
        following.extract()
        following = first.find_next_sibling()
    joined = soup.new_tag("pre", attrs={"data-lang": "lean"})
    joined.string = "\n" + "\n".join(text if text.strip() else "" for text in texts)  # the first line end is not shown
    first.replace_with(joined)

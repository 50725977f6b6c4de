"""Take out what a page holds and nobody who looks at it sees, so that no text for models alone reaches one."""

import re
from collections import Counter

from bs4 import BeautifulSoup, Tag

from generate.sources.names import classes, first_in, is_inside, tags_in

Look = dict[str, str]
Rules = dict[str, list[tuple[int, frozenset[str], Look]]]  # by one of the names that a rule asks for
_RULE = re.compile(r"(?<![^{}@])([^{}@]++)\{([^{}]{0,2000})\}")
_MEDIA = re.compile(r"@[\w-]+[^{};]{0,300}\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")  # for print, for narrow screens
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SELECTOR = re.compile(r"(?:[a-z][a-z0-9]*)?((?:[.#][\w-]+)+)")
_LENGTH = re.compile(r"(-?\d*\.?\d+)(px|pt|em|rem|%|vw|vh)?(?:!important)?")
_CLIPPED = re.compile(r"rect\((?:[01](?:px)?[,\s]*){4}\)|inset\((?:50|100)%\)|scale\(0[,)]")
_WHITE = re.compile(
    r"(?:white|snow|ivory|#f{3,4}|#(?:f[a-f0-9]){3}(?:f[a-f0-9])?|rgba?\((?:2[45]\d,){2}2[45]\d(?:,[\d.]+)?\)"
    r"|hsla?\([\d.]+,[\d.]+%,(?:9[6-9]|100)%.*)(?:!important)?"
)
_TINY = {"px": 1.5, "pt": 1.5, "": 1.5, "em": 0.1, "rem": 0.1, "%": 10.0, "vw": 0.1, "vh": 0.1}
_FAR = -900.0  # pixels beside the page
_FAINT = 0.05
_MOVES = ("transform", "transition", "will-change", "animation")  # a script lets it appear
_MOVED = re.compile(  # the marks of libraries that fade text in
    r"(?:^|[\s_-])(?:aos|sal|wow|w-id|fade(?:-?in)?|reveal|appear|animate[ds]?|animation|scroll)(?:$|[\s_-])",
    re.IGNORECASE,
)
_ALOUD = frozenset(
    {
        "sr-only", "visuallyhidden", "visually-hidden", "u-visually-hidden", "screen-reader", "screen-reader-text",
        "screen-reader-only",
    }
)  # fmt: skip
_OPENED = re.compile(r"collaps|accordion|fold|spoiler|tab-?(?:pane|panel|content)|tabbed", re.IGNORECASE)
_KEPT = frozenset(
    {"html", "body", "main", "article", "pre", "code", "input", "img", "svg", "script", "style", "template"}
)
_AROUND = ("nav", "aside", "footer", "header", "form", "dialog", "button", "menu", "select", "noscript")
_STREAMED = re.compile(r"S:[0-9a-f]+")  # React sends parts of a page hidden and moves them later
_CONTROLS = ("aria-controls", "data-target", "data-bs-target", "data-tab", "href")
_ENDS = ".!?。"
_SENTENCE = re.compile(rf"\S[^{_ENDS}]{{30,}}[{_ENDS}]")
_MOST = 0.5  # of the page's text


def drop_hidden(soup: BeautifulSoup) -> int:
    """Remove text from a page that nobody sees; return its length in characters, of closed parts their sentences.

    Panels of tabs and collapsed parts stay if something on the page opens them, and so does what holds most of the
    page, alone or with what looks like it, which a script shows. Of a panel that nothing opens, only the code stays.
    """
    body = soup.body
    if body is None:
        return 0
    tags, rules = tags_in(body), _rules(soup)
    controlled = {str(tag.attrs[name]).lstrip("#") for tag in tags for name in _CONTROLS if name in tag.attrs}
    found = [(tag, _look(tag, rules)) for tag in tags if tag.attrs and tag.name not in _KEPT]
    found = [(tag, look) for tag, look in found if look or "hidden" in tag.attrs or _is_aloud(tag)]
    shown = _Shown(found, len(body.get_text())) if found else None
    hidden = 0
    for tag, look in found:
        if shown is None or tag.decomposed or tag.parent is None:
            continue
        is_closed = _is_closed(tag, look)
        is_unseen = _is_unseen(tag, look) or _is_faint(tag, look)
        if is_closed and not is_unseen and shown.has_several_like(tag):
            _open(tag)
        elif (is_unseen or is_closed) and shown.has(tag):
            continue
        elif is_unseen:
            hidden += _dropped(tag)
        elif is_closed:
            hidden += _closed(tag, controlled)
    return hidden


class _Shown:
    """What a script shows: it holds most of the page, alone or with the closed parts like it, or React sent it."""

    def __init__(self, found: list[tuple[Tag, Look]], whole: int) -> None:
        self._most = whole * _MOST
        self._together, self._count = Counter[str](), Counter[str]()
        for tag, look in found:
            if classes(tag) and _is_closed(tag, look) and first_in(tag, "p") is not None:
                self._together[_kind(tag)] += len(tag.get_text())
                self._count[_kind(tag)] += 1

    def has_several_like(self, tag: Tag) -> bool:
        """Return whether ``tag`` is one of several closed parts that hold most of the page together."""
        return self._count[_kind(tag)] > 1 and self._together[_kind(tag)] > self._most

    def has(self, tag: Tag) -> bool:
        """Return whether a script shows ``tag``."""
        if _STREAMED.fullmatch(str(tag.get("id") or "")):
            return True
        return first_in(tag, "p", skip=1) is not None and len(tag.get_text()) > self._most


def _kind(tag: Tag) -> str:
    return " ".join([tag.name, *classes(tag)])


def _rules(soup: BeautifulSoup) -> Rules:
    """Return the rules of a page's own style sheets whose selectors are names alone."""
    rules: Rules = {}
    sheets = [_MEDIA.sub("", _COMMENT.sub("", sheet.get_text()[:200_000])) for sheet in tags_in(soup, "style")]
    said = ((selectors, _declared(style)) for sheet in sheets for selectors, style in _RULE.findall(sheet))
    each = ((selector.strip(), look) for selectors, look in said if look for selector in selectors.split(","))
    for order, (selector, look) in enumerate(each):
        if found := _SELECTOR.fullmatch(selector):
            names = re.findall(r"[.#][\w-]+", found[1])
            rules.setdefault(names[0], []).append((order, frozenset(names), look))
    return rules


def _declared(style: str) -> Look:
    plain = "".join(style.lower().split())
    return {name: value for part in plain.split(";") for name, colon, value in [part.partition(":")] if colon}


def _look(tag: Tag, rules: Rules) -> Look:
    """Return what the page's own styles say about ``tag``."""
    look: Look = {}
    if rules:
        names = {f".{name}" for name in classes(tag)} | {f"#{tag.attrs.get('id')}"}
        found = [rule for name in names if name in rules for rule in rules[name] if rule[1] <= names]
        for _order, _names, said in sorted(found, key=lambda rule: rule[0]):
            look |= said
    if style := tag.attrs.get("style"):
        look |= _declared(str(style))
    if tag.name == "font" and tag.get("color"):
        look["color"] = str(tag["color"]).lower()
    return look


def _is_aloud(tag: Tag) -> bool:
    """Return whether text is for screen readers alone."""
    return not _ALOUD.isdisjoint(map(str.lower, classes(tag)))


def _length(said: str) -> tuple[float, str]:
    found = _LENGTH.fullmatch(said)
    return (float(found[1]), found[2] or "") if found else (100.0, "px")


def _is_unseen(tag: Tag, look: Look) -> bool:
    """Return whether text is hidden in a way that nothing on the page undoes."""
    if _is_aloud(tag):
        return True
    if not look or is_inside(tag, "pre", "code"):
        return False
    size, unit = _length(look.get("font-size", ""))
    if size <= _TINY[unit] or _CLIPPED.search(
        look.get("clip", "") + look.get("clip-path", "") + look.get("transform", "")
    ):
        return True
    if _length(look.get("text-indent", ""))[0] < _FAR / 9:
        return True
    if any(_length(look.get(side, ""))[0] < _FAR for side in ("left", "right", "top", "margin-left", "margin-top")):
        return True
    return _is_pale(tag, look)


def _is_faint(tag: Tag, look: Look) -> bool:
    """Return whether text is transparent, which a script often changes when the page has loaded."""
    if not look or any(name in look for name in _MOVES) or _is_moved(tag) or is_inside(tag, "pre", "code"):
        return False
    is_clear = look.get("color") == "transparent" and "text" not in look.get("background-clip", "") + look.get(
        "-webkit-background-clip", ""
    )
    return is_clear or _length(look.get("opacity", ""))[0] <= _FAINT


def _is_moved(tag: Tag) -> bool:
    names = [name.removeprefix("data-") for name in tag.attrs if name.startswith("data-")]
    return any(_MOVED.search(name) for name in (*names, *classes(tag)))


def _is_pale(tag: Tag, look: Look) -> bool:
    """Return whether text has the colour of what is behind it, as far as the page itself says what that is."""
    colour = look.get("color", "")
    behind = look.get("background-color") or look.get("background", "")
    if colour and colour == behind:
        return True
    if not _WHITE.fullmatch(colour) or first_in(tag, "h1", "h2", "pre", "img") is not None:
        return False
    return not any(_has_background(owner) for owner in [tag, *tag.parents])


def _has_background(tag: Tag) -> bool:
    look = _declared(str(tag.get("style") or ""))
    said = look.get("background-color") or look.get("background", "") or str(tag.get("bgcolor") or "").lower()
    return bool(said) and not _WHITE.fullmatch(said) and said not in {"none", "transparent", "inherit"}


def _is_closed(tag: Tag, look: Look) -> bool:
    is_flat = "hidden" in look.get("overflow", "") and any(
        _length(look.get(side, ""))[0] <= 1 for side in ("height", "max-height", "width")
    )
    return (
        tag.has_attr("hidden")
        or look.get("display", "").startswith("none")
        or look.get("visibility", "").startswith(("hidden", "collapse"))
        or is_flat
    )


def _closed(tag: Tag, controlled: set[str]) -> int:
    """Remove a closed element, except for what a click opens; return the length of its sentences."""
    around = " ".join([*classes(tag), *(classes(tag.parent) if tag.parent else ())])
    is_panel = tag.get("role") == "tabpanel" or _OPENED.search(around) is not None
    is_beside = tag.name in _AROUND or is_inside(tag, *_AROUND)
    is_opened = str(tag.get("id") or "") in controlled or bool(tag.get("aria-labelledby"))
    blocks = tags_in(tag, "pre") if is_panel else []
    if is_panel and is_opened and (blocks or not is_beside):
        _open(tag)
        return 0
    for block in blocks:
        block.extract()
    is_label = not blocks and (is_beside or tag.has_attr("role"))
    said = 0 if is_label else _length_of_sentences(tag.get_text(" ", strip=True))
    if blocks:
        tag.clear()
        tag.extend(blocks)
    else:
        tag.decompose()
    return said


def _length_of_sentences(text: str) -> int:
    ended = text[: max(map(text.rfind, _ENDS)) + 1]  # a rest without an end would be searched once for each letter
    return sum(map(len, _SENTENCE.findall(ended)))


def _open(tag: Tag) -> None:
    for name in ("hidden", "style", "aria-hidden"):
        tag.attrs.pop(name, None)


def _dropped(tag: Tag) -> int:
    said = len(tag.get_text(" ", strip=True))
    tag.decompose()
    return said

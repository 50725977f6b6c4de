"""Take out what a page holds and nobody who looks at it sees, so that no text for models alone reaches one."""

import re

from bs4 import BeautifulSoup, Tag

from generate.sources.names import classes

Look = dict[str, str]
_RULE = re.compile(r"([^{}@]{1,500})\{([^{}]{0,2000})\}")
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
_ALOUD = re.compile(r"^(?:sr-only|visually-?hidden|screen-reader(?:-text|-only)?|u-visually-hidden)$", re.IGNORECASE)
_OPENED = re.compile(r"collaps|accordion|fold|spoiler|tab-?(?:pane|panel|content)|tabbed", re.IGNORECASE)
_KEPT = frozenset(
    {"html", "body", "main", "article", "pre", "code", "input", "img", "svg", "script", "style", "template"}
)
_AROUND = ["nav", "aside", "footer", "header", "form", "dialog", "button", "menu", "select", "noscript"]
_STREAMED = re.compile(r"S:[0-9a-f]+")  # React sends parts of a page hidden and moves them later
_CONTROLS = ("aria-controls", "data-target", "data-bs-target", "data-tab", "href")
_SENTENCE = re.compile(r"\S[^.!?。]{30,}[.!?。]")
_MOST = 0.5  # of the page's text


def drop_hidden(soup: BeautifulSoup) -> int:
    """Remove text from a page that nobody sees; return its length in characters, of closed parts their sentences.

    Panels of tabs and collapsed parts with code stay, since a click opens them, and so does what holds most of the
    page, which a script shows. Of a panel that nothing opens, only the code stays.
    """
    body = soup.body
    if body is None:
        return 0
    rules = _rules(soup)
    whole = len(body.get_text())
    controlled = {str(tag[name]).lstrip("#") for name in _CONTROLS for tag in soup.select(f"[{name}]")}
    hidden = 0
    for tag in body.find_all(lambda tag: tag.name not in _KEPT and bool(tag.attrs)):
        if tag.decomposed or tag.parent is None:
            continue
        look = _look(tag, rules)
        if _is_unseen(tag, look) or (_is_faint(tag, look) and not _appears(tag, whole)):
            hidden += _dropped(tag)
        elif _is_closed(tag, look) and not _appears(tag, whole):
            hidden += _closed(tag, controlled)
    return hidden


def _rules(soup: BeautifulSoup) -> list[tuple[frozenset[str], Look]]:
    """Return the rules of a page's own style sheets whose selectors are names alone."""
    rules: list[tuple[frozenset[str], Look]] = []
    for sheet in soup.find_all("style"):
        text = _MEDIA.sub("", _COMMENT.sub("", sheet.get_text()[:200_000]))
        for selectors, said in _RULE.findall(text):
            look = _declared(said)
            names = (_SELECTOR.fullmatch(selector.strip()) for selector in selectors.split(",") if look)
            rules += [(frozenset(re.findall(r"[.#][\w-]+", found[1])), look) for found in names if found]
    return rules


def _declared(style: str) -> Look:
    plain = "".join(style.lower().split())
    return {name: value for part in plain.split(";") for name, colon, value in [part.partition(":")] if colon}


def _look(tag: Tag, rules: list[tuple[frozenset[str], Look]]) -> Look:
    """Return what the page's own styles say about ``tag``."""
    look: Look = {}
    if rules:
        names = {f".{name}" for name in classes(tag)} | {f"#{tag.get('id')}"}
        for wanted, said in rules:
            if wanted <= names:
                look |= said
    look |= _declared(str(tag.get("style") or ""))
    if tag.name == "font" and tag.get("color"):
        look["color"] = str(tag["color"]).lower()
    return look


def _length(said: str) -> tuple[float, str]:
    found = _LENGTH.fullmatch(said)
    return (float(found[1]), found[2] or "") if found else (100.0, "px")


def _is_unseen(tag: Tag, look: Look) -> bool:
    """Return whether text is hidden in a way that nothing on the page undoes."""
    if any(_ALOUD.match(name) for name in classes(tag)):
        return True
    if not look or tag.find_parent(["pre", "code"]) is not None:
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
    if any(name in look for name in _MOVES) or tag.find_parent(["pre", "code"]) is not None:
        return False
    is_clear = look.get("color") == "transparent" and "text" not in look.get("background-clip", "") + look.get(
        "-webkit-background-clip", ""
    )
    return is_clear or _length(look.get("opacity", ""))[0] <= _FAINT


def _is_pale(tag: Tag, look: Look) -> bool:
    """Return whether text has the colour of what is behind it, as far as the page itself says what that is."""
    colour = look.get("color", "")
    behind = look.get("background-color") or look.get("background", "")
    if colour and colour == behind:
        return True
    if not _WHITE.fullmatch(colour) or tag.find(["h1", "h2", "pre", "img"]) is not None:
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


def _appears(tag: Tag, whole: int) -> bool:
    """Return whether a script shows the element: it holds most of the page, or React sent it ahead."""
    is_most = len(tag.get_text()) > whole * _MOST and len(tag.find_all("p", limit=3)) > 1
    return is_most or _STREAMED.fullmatch(str(tag.get("id") or "")) is not None


def _closed(tag: Tag, controlled: set[str]) -> int:
    """Remove a closed element, except for what a click opens; return the length of its sentences."""
    around = " ".join([*classes(tag), *(classes(tag.parent) if tag.parent else ())])
    is_panel = tag.get("role") == "tabpanel" or _OPENED.search(around) is not None
    if not is_panel or tag.find("pre") is None:
        is_beside = tag.name in _AROUND or tag.find_parent(_AROUND) is not None or tag.has_attr("role")
        said = 0 if is_beside else sum(map(len, _SENTENCE.findall(tag.get_text(" ", strip=True))))
        tag.decompose()
        return said
    if str(tag.get("id") or "") in controlled or tag.get("aria-labelledby"):
        return 0
    blocks = [pre.extract() for pre in tag.find_all("pre")]
    said = sum(map(len, _SENTENCE.findall(tag.get_text(" ", strip=True))))
    tag.clear()
    tag.extend(blocks)
    return said


def _dropped(tag: Tag) -> int:
    said = len(tag.get_text(" ", strip=True))
    tag.decompose()
    return said

"""An article's HTML as Markdown."""

import re
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from markdownify import ATX, MarkdownConverter

_PLACE = "\x02{}\x03"
_PLACES = re.compile(r"\x02(\d+)\x03")
_FENCE_LIKE = re.compile(r"^([ \t>]*)(`{3,}|~{3,})", re.MULTILINE)
_BLANKS = re.compile(r"\n{3,}")
_TRAILING = re.compile(r"[ \t\xa0]+$", re.MULTILINE)
_PICTURES = ("data-src", "data-original", "data-lazy-src", "data-url", "src")
_LISTS = ("li", "ul", "ol", "dd", "dl", "dt", "blockquote", "td", "th", "tr", "tbody", "thead", "table", "p", "a", "span",
          "b", "strong", "em", "i", "h1", "h2", "h3", "h4", "h5", "h6", "figcaption", "summary")  # fmt: skip


def to_markdown(article: Tag, fences: list[str], url: str) -> str:
    """Return ``article``, whose code was taken out as ``fences``, as Markdown with absolute links."""
    _make_absolute(article, url)
    _drop_permalinks(article)
    for place in article.find_all("pre", attrs={"data-code": True}):
        _lift(place)
    _number(article)
    text = _Converter().convert_soup(article)
    text = _TRAILING.sub("", _FENCE_LIKE.sub(r"\1\\\2", text))
    pieces = _PLACES.split(text)
    prose, numbers = pieces[::2], pieces[1::2]
    blocks = [_BLANKS.sub("\n\n", piece).strip("\n") for piece in prose]
    for at, number in enumerate(numbers):
        blocks.insert(2 * at + 1, fences[int(number)])
    return "\n\n".join(block for block in blocks if block.strip())


class _Converter(MarkdownConverter):  # type: ignore[misc]  # untyped library
    """markdownify, with code left to ``take_code`` and what it does not know added."""

    class Options(MarkdownConverter.DefaultOptions):  # type: ignore[misc]  # untyped library
        """How we write Markdown: nothing is escaped, as nobody renders this without looking."""

        heading_style = ATX
        bullets = "-"
        autolinks = False
        escape_asterisks = False
        escape_underscores = False
        table_infer_header = True
        keep_inline_images_in = ("td", "th", "a", "h1", "h2", "h3", "h4")

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n{_PLACE.format(el['data-code'])}\n\n" if el.has_attr("data-code") else text

    def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return " " if "_inline" in parent_tags else "\n"

    def convert_summary(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n<summary>{text.strip()}</summary>\n\n"

    def convert_details(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n<details>\n{text.strip()}\n\n</details>\n\n"

    def convert_figure(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n{text.strip()}\n\n"

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return str(super().convert_td(el, text.replace("|", "\\|"), parent_tags))

    convert_th = convert_td

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write one item; markdownify counts its siblings anew for each, which is quadratic."""
        bullet = f"{el['value']}. " if el.parent and el.parent.name == "ol" else "- "
        lines = text.strip().split("\n")
        indent = " " * len(bullet)
        return bullet + "\n".join([lines[0], *(indent + line if line else "" for line in lines[1:])]) + "\n"


def _make_absolute(article: Tag, url: str) -> None:
    for link in article.find_all("a", href=True):
        link["href"] = _absolute(url, str(link["href"]))
        if not link["href"]:
            link.unwrap()
    for picture in article.find_all("img"):
        found = [_absolute(url, str(picture[name])) for name in _PICTURES if picture.get(name)]
        source = next(filter(None, found), "")
        alt = " ".join(str(picture.get("alt") or "").split())
        picture.attrs = {"src": source, "alt": alt}
        if not source:
            picture.replace_with(alt)


def _absolute(url: str, link: str) -> str:
    """Return ``link`` as seen from ``url``; '' for what is no address (scripts, data)."""
    try:
        found = urljoin(url, link.strip())
        return found.replace(" ", "%20") if urlsplit(found).scheme in {"http", "https", "mailto"} else ""
    except ValueError:
        return ""


_PERMALINK = re.compile(r"headerlink|header-anchor|hash-link|anchor|permalink|heading-link", re.IGNORECASE)


def _drop_permalinks(article: Tag) -> None:
    """Take out the little signs that link to a heading itself."""
    for heading in article.find_all(re.compile(r"^(h[1-6]|dt)$")):
        for link in heading.find_all("a"):
            if link.get_text(strip=True) in {"", "#", "¶", "§", "🔗", "Permalink", "\uf0c1", "Link to heading"}:
                link.decompose()
            elif _PERMALINK.search(" ".join(link.get("class") or [])) or "#" in str(link.get("href") or ""):
                link.unwrap()


def _lift(place: Tag) -> None:
    """Move a block of code up out of lists, quotes and cells, so that its lines stay as they are.

    What stands after it in the same item goes on as a paragraph, and the items after it as a list of their own.
    """
    while place.parent is not None and place.parent.name in _LISTS:
        if place.parent.name in {"table", "tr", "thead", "tbody"}:
            _unfold(place)
            continue
        _split(place)


def _split(place: Tag) -> None:
    parent = place.parent
    assert parent is not None
    after = [node.extract() for node in list(place.next_siblings)]
    parent.insert_after(place.extract())
    if any(str(node).strip() for node in after):
        rest = BeautifulSoup("", "lxml").new_tag(
            "div" if parent.name in {"li", "dd", "dt", "td", "th"} else parent.name
        )
        if parent.name == "ol":
            rest["start"] = str(_start(parent) + len(parent.find_all("li", recursive=False)))
        rest.extend(after)
        place.insert_after(rest)
    if not parent.get_text(strip=True) and parent.find(["img", "pre"]) is None:
        parent.decompose()


def _start(ordered: Tag) -> int:
    said = str(ordered.get("start") or "1")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 1


def _unfold(place: Tag) -> None:
    """Turn the table around a block of code into plain blocks: a cell cannot hold code."""
    table = place.find_parent("table")
    assert table is not None
    for cell in table.find_all(["td", "th"]):
        cell.name = "div"
    for part in table.find_all(["tr", "tbody", "thead", "tfoot", "colgroup", "caption"]):
        part.unwrap()
    table.name = "div"


def _number(article: Tag) -> None:
    for ordered in article.find_all("ol"):
        for number, item in enumerate(ordered.find_all("li", recursive=False), start=_start(ordered)):
            item["value"] = str(number)
    for item in article.find_all("li"):
        item["value"] = item.get("value") or "1"

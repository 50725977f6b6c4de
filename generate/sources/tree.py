"""Parse HTML into a BeautifulSoup tree: the same as with its own builder for lxml, which takes four times as long."""

from collections.abc import Mapping
from html import escape

from bs4 import BeautifulSoup, Tag
from bs4.builder._lxml import LXMLTreeBuilder
from bs4.element import (
    AttributeValueList,
    Comment,
    HTMLAttributeDict,
    NavigableString,
    PageElement,
    PreformattedString,
    ProcessingInstruction,
)
from bs4.exceptions import ParserRejectedMarkup
from lxml.etree import HTMLParser, LxmlError

_SPACES = " \n\t\f\r"
_LISTS = LXMLTreeBuilder.DEFAULT_CDATA_LIST_ATTRIBUTES
_EVERYWHERE = frozenset(_LISTS["*"])
_LISTS_OF = {name: _EVERYWHERE | names for name, names in _LISTS.items()}
_KINDS = LXMLTreeBuilder.DEFAULT_STRING_CONTAINERS
_AS_WRITTEN = LXMLTreeBuilder.DEFAULT_PRESERVE_WHITESPACE_TAGS
_EMPTY = frozenset(LXMLTreeBuilder.DEFAULT_EMPTY_ELEMENT_TAGS or ())


class _Tag(Tag):
    """A tag whose fields that are the same in all tags of a page belong to the class."""

    parser_class = BeautifulSoup
    namespace = prefix = sourceline = sourcepos = next_element = next_sibling = previous_sibling = None
    known_xml = hidden = can_be_empty_element = _decomposed = False
    attribute_value_list_class = AttributeValueList
    cdata_list_attributes = _LISTS
    preserve_whitespace_tags = _AS_WRITTEN
    interesting_string_types = Tag.MAIN_CONTENT_STRING_TYPES
    _namespaces: dict[str, str] = {}


class _Reader:
    """What lxml tells about a page, put straight into an empty tree."""

    def __init__(self, soup: BeautifulSoup) -> None:
        self._open: list[Tag] = [soup]
        self._last: PageElement = soup
        self._text: list[str] = []
        self._kinds: list[str] = []  # of the open tags, those whose strings are of a class of their own
        self._written = 0  # open tags whose white space stays

    def close(self) -> None:
        if self._text:
            self._end_text(NavigableString)

    def start(self, tag: str, attrib: Mapping[str, str]) -> None:
        if self._text:
            self._end_text(NavigableString)
        new = _Tag.__new__(_Tag)
        new.name = tag
        new.contents = []
        new.attrs = attrs = HTMLAttributeDict(attrib)
        for name in _LISTS_OF.get(tag, _EVERYWHERE).intersection(attrs):
            attrs[name] = AttributeValueList(attrs[name].split())
        if tag in _EMPTY:
            new.can_be_empty_element = True
        if tag in _KINDS:
            new.interesting_string_types = {_KINDS[tag]}
            self._kinds.append(tag)
        self._written += tag in _AS_WRITTEN
        self._put(new)
        self._open.append(new)

    def end(self, tag: str) -> None:
        if self._text:
            self._end_text(NavigableString)
        at = len(self._open) - 1
        while at > 0 and self._open[at].name != tag:
            at -= 1
        for closed in self._open[at:] if at else ():
            self._open.pop()
            self._written -= closed.name in _AS_WRITTEN
            if closed.name in _KINDS:
                self._kinds.pop()

    def data(self, data: str) -> None:
        self._text.append(data)

    def comment(self, text: str) -> None:
        self._apart(text, Comment)

    def pi(self, target: str, data: str) -> None:
        self._apart(f"{target} {data}", ProcessingInstruction)

    def _apart(self, text: str, kind: type[NavigableString]) -> None:
        if self._text:
            self._end_text(NavigableString)
        self._text.append(text)
        self._end_text(kind)

    def _end_text(self, kind: type[NavigableString]) -> None:
        text = "".join(self._text)
        self._text.clear()
        if not self._written and not text.strip(_SPACES):
            text = "\n" if "\n" in text else " "
        if self._kinds and kind is NavigableString:
            kind = _KINDS[self._kinds[-1]]
        new = str.__new__(kind, text)
        new.next_element = new.next_sibling = new.previous_sibling = None
        self._put(new)

    def _put(self, new: PageElement) -> None:
        parent = self._open[-1]
        new.parent = parent
        new.previous_element = self._last
        self._last.next_element = new
        self._last = new
        if parent.contents:
            before = parent.contents[-1]
            before.next_sibling = new
            new.previous_sibling = before
        parent.contents.append(new)


def written(root: Tag) -> str:
    """Return the HTML of ``root`` without comments and the like, for a parser to read."""
    parts: list[str] = []
    left: list[PageElement | str] = [root]
    while left:
        node = left.pop()
        if isinstance(node, Tag) and node.hidden:  # the page itself
            left += reversed(node.contents)
        elif isinstance(node, Tag):
            attrs = node.attrs.items()
            said = ((name, " ".join(value) if isinstance(value, list) else str(value)) for name, value in attrs)
            parts.append(" ".join([f"<{node.name}", *(f'{name}="{escape(value)}"' for name, value in said)]) + ">")
            if not node.is_empty_element:
                left.append(f"</{node.name}>")
                left += reversed(node.contents)
        elif isinstance(node, NavigableString):
            parts.append("" if isinstance(node, PreformattedString) else escape(node, quote=False))
        else:
            parts.append(str(node))
    return "".join(parts)


def parse(html: str) -> BeautifulSoup:
    """Return the tree of a page without its doctype. Raises ParserRejectedMarkup."""
    soup = BeautifulSoup("", "lxml")
    parser = HTMLParser(target=_Reader(soup))
    try:
        parser.feed(html)
        parser.close()
    except (ValueError, LookupError, LxmlError) as error:  # a UnicodeError is a ValueError
        raise ParserRejectedMarkup(error) from error
    return soup

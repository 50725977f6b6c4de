"""Our tree of a page is the one that BeautifulSoup builds itself, only sooner."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from bs4.element import Doctype, PageElement
from bs4.exceptions import ParserRejectedMarkup

from generate.sources.tree import parse, written

PAGES = sorted((Path(__file__).parent / "pages").glob("**/*.html"))
ODD = [
    "",
    "  ",
    "text alone",
    "<p>one<p>two <b>three<i>four</b>five</i>",
    "<pre>\n  a\n\n  <b>  </b></pre>  <textarea>  </textarea>\n<p>  \n </p>",
    "<style>p{}</style><script>1 < 2</script><template><p>later</p></template><ruby>字<rt>ji</rt></ruby>",
    "<!doctype html><!-- before --><html><body class='a  b' class=c><?php x ?><br>end</body></html> behind",
    '<a rel="next nofollow" class="" href=/x>x</a><td headers="a b">1</td><output for="c d">2</output>',
    "<table><tr><td>1<tr><td>2</table></div></p><ul><li>3<li>4",
    "<![CDATA[some]]><svg><path d='M0'/></svg><fb:like x:y=1>z</fb:like>&nbsp;&lt;&#0;",
]


def _elements(root: Tag) -> Iterator[tuple[object, ...]]:
    """Yield each node with what is around, before and behind it."""
    for doctype in [node for node in root.contents if isinstance(node, Doctype)]:
        doctype.extract()
    places = {id(node): at for at, node in enumerate(root.descendants)}
    for node in root.descendants:
        near = (node.parent, node.next_element, node.previous_sibling, node.next_sibling)
        yield (*_said(node), [places.get(id(one)) for one in near])


def _said(node: PageElement) -> tuple[object, ...]:
    if isinstance(node, Tag):
        return node.name, dict(node.attrs), node.get_text(), node.is_empty_element
    return type(node), str(node)


@pytest.mark.parametrize("page", [*ODD, *PAGES], ids=lambda page: page.name if isinstance(page, Path) else None)
def test_the_tree_is_that_of_beautifulsoup(page: str | Path) -> None:
    html = page.read_text("utf-8") if isinstance(page, Path) else page
    assert list(_elements(parse(html))) == list(_elements(BeautifulSoup(html, "lxml")))


@pytest.mark.parametrize("page", [*PAGES, "<p title='\"&<' data-x=\"'\">&amp;lt; <br/>1 &lt; 2</p>"])
def test_what_is_written_is_read_as_the_same_tree(page: str | Path) -> None:
    tree = parse(page.read_text("utf-8") if isinstance(page, Path) else page)
    for tag in tree.find_all(["script", "style", "template"]):
        tag.extract()
    once = written(tree)
    assert written(parse(once)) == once
    assert parse(once).get_text() == tree.get_text()


def test_comments_are_not_written() -> None:
    assert written(parse("<p>a<!-- gone -->b</p>")) == "<html><body><p>ab</p></body></html>"


def test_text_that_is_no_text_is_refused() -> None:
    with pytest.raises(ParserRejectedMarkup):
        parse("\ud800")


def test_a_page_is_parsed_sooner() -> None:
    html = "<ul>" + "<li class='a b'><a href='/x'>one</a> <b>two</b></li>\n" * 2_000 + "</ul>"

    def seconds(read: type[BeautifulSoup] | None) -> float:
        start = time.process_time()
        _ = read(html, "lxml") if read else parse(html)
        return time.process_time() - start

    assert min(seconds(None) for _ in range(3)) < 0.7 * min(seconds(BeautifulSoup) for _ in range(3))

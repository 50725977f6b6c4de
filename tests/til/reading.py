"""Read the elements of a page."""

from bs4 import BeautifulSoup
from bs4.element import Tag


def one(page: BeautifulSoup | Tag, selector: str) -> Tag:
    """Return the first element that matches a CSS selector; it must exist."""
    found = page.select_one(selector)
    assert found is not None, f"there is no {selector}"
    return found


def said(page: BeautifulSoup | Tag, selector: str) -> str:
    """Return the text of an element."""
    return one(page, selector).get_text()


def value(page: BeautifulSoup | Tag, selector: str, attribute: str) -> str:
    """Return an attribute of an element."""
    return str(one(page, selector)[attribute])

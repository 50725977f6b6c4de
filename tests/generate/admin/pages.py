"""Read the admin's responses."""

from typing import Any

from bs4 import BeautifulSoup, Tag


def soup(response: Any) -> BeautifulSoup:
    """Return a parsed response."""
    assert response.status_code == 200, response.status_code
    return BeautifulSoup(response.content, "html.parser")


def one(page: Tag, selector: str) -> Tag:
    """Return the only element that matches."""
    found = page.select_one(selector)
    assert found is not None, selector
    return found


def text(page: Tag, selector: str) -> str:
    """Return the element's text."""
    return one(page, selector).get_text()


def messages(response: Any) -> list[str]:
    """Return the messages on the page."""
    return [item.get_text() for item in soup(response).select(".messagelist li")]

"""What the desk's answers say."""

from typing import Any

from bs4 import BeautifulSoup, Tag


def soup(response: Any) -> BeautifulSoup:
    """Return the page of an answer."""
    assert response.status_code == 200, response.status_code
    return BeautifulSoup(response.content, "html.parser")


def one(page: Tag, selector: str) -> Tag:
    """Return what is there."""
    found = page.select_one(selector)
    assert found is not None, selector
    return found


def text(page: Tag, selector: str) -> str:
    """Return what it says there."""
    return one(page, selector).get_text()


def messages(response: Any) -> list[str]:
    """Return what a person is told."""
    return [item.get_text() for item in soup(response).select(".messagelist li")]

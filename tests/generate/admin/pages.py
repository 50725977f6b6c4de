"""What the desk's answers say."""

from typing import Any

from bs4 import BeautifulSoup


def soup(response: Any) -> BeautifulSoup:
    assert response.status_code == 200, response.status_code
    return BeautifulSoup(response.content, "html.parser")


def messages(response: Any) -> list[str]:
    return [item.get_text() for item in soup(response).select(".messagelist li")]

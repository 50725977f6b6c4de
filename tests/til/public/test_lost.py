"""Missing addresses lead to the intended TIL or to suggestions."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests.til.conftest import Publish

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/til/99-git-bisect-halves/", "/posts/2019/git-bisect.html", "/git_bisect"])
def test_an_address_that_leads_nowhere_suggests_what_its_words_mean(
    client: Client, publish: Publish, path: str
) -> None:
    publish("Use git bisect", "It halves.")
    publish("Write a draft", "git bisect", status="draft")
    publish("Unrelated", "Nothing of it.")
    answer = client.get(path)
    assert answer.status_code == 404
    page = BeautifulSoup(answer.content, "html.parser")
    assert [link.get_text() for link in page.select(".related a")] == ["Use git bisect"]


@pytest.mark.parametrize("path", ["/nowhere/", "/9999/13/", "/%00", "/" + "x" * 3000, "/<svg onload=alert(1)>"])
def test_an_address_without_a_meaning_suggests_nothing(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert b'class="related"' not in answer.content

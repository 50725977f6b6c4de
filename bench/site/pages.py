"""What is measured: public pages, and what editors ask for while they write."""

from collections.abc import Callable
from functools import partial

from django.test import Client

from til.models import Til
from til.search.similar import similar


def pages() -> dict[str, Callable[[], object]]:
    """Return what asks for each page; texts and words are of a TIL in the middle."""
    client = Client(headers={"accept-language": "en"})
    til = Til.objects.order_by("day_number")[Til.objects.count() // 2]
    words = til.title.split()
    tag = til.tags.first()
    addresses = {
        "home": "/",
        "TIL": til.get_absolute_url(),
        "tag": tag.get_absolute_url() if tag else "/tags/",
        "tags": "/tags/",
        "search": f"/search/?q={' '.join(words[:3])}",
        "common word": f"/search/?q={_common()}",
        "one wrong letter": f"/search/?q={max(words, key=len)}x",
        "[[": f"/search/suggestions/?q={words[0]}",
        "sitemap": "/sitemap.xml",
        "feed": "/feed.xml",
    }
    asked: dict[str, Callable[[], object]] = {name: partial(_get, client, at) for name, at in addresses.items()}
    return asked | {"similar": partial(similar, til.title, til.content)}


def _common() -> str:
    words = " ".join(Til.objects.values_list("title", flat=True)[:50]).split()
    return max(words, key=words.count)


def _get(client: Client, address: str) -> bytes:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code}")
    return answer.content

"""Korean pages: no untranslated texts, and no particle directly after a value."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.til.conftest import Publish

CATALOGUE = Path(settings.LOCALE_PATHS[0]) / "ko" / "LC_MESSAGES" / "django.po"


def entries() -> dict[str, str]:
    """Return the translation of each interface text, by context and English."""
    found = {}
    for block in CATALOGUE.read_text(encoding="utf-8").split("\n\n")[1:]:
        parts = {name: _joined(block, name) for name in ("msgctxt", "msgid", r"msgstr(?:\[0\])?")}
        context = f"{parts['msgctxt']}\x04" if parts["msgctxt"] else ""
        found[context + parts["msgid"]] = parts[r"msgstr(?:\[0\])?"]
    return found


def _joined(block: str, name: str) -> str:
    match = re.search(rf'^{name} ((?:".*"\n?)+)', block, re.MULTILINE)
    return "".join(ast.literal_eval(line) for line in match.group(1).splitlines()) if match else ""


def test_no_particle_follows_a_value() -> None:
    particle = re.compile(r"%\(\w+\)[sd](?:을|를|은|는|이|가|와|과|으로|로)(?![가-힣])")
    assert [korean for korean in entries().values() if particle.search(korean)] == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/tags/", "/search/?q=없음", "/2026/", "/nothing/", "/til/1-글/"])
def test_a_korean_page_has_no_english_of_ours(client: Client, publish: Publish, path: str) -> None:
    publish("글", "본문", provider="anthropic", source_title="책", language="ko", tags=["메모"])
    page = client.get(path, headers={"accept-language": "ko"}).content.decode()
    said = re.sub(r"<(?:script|svg|style)\b.*?</(?:script|svg|style)>|<[^>]+>", " ", page, flags=re.DOTALL)
    words = set(re.findall(r"[A-Za-z]{3,}", said)) - {"English", "Day", "API", "Markdown", "TIL", "TILs"}
    assert words == set()

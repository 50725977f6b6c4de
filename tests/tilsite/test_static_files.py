"""Collected static files: named by their content, kept for a year, compressed."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import AsyncClient
from pytest_django import Settings

ROOT = Path(__file__).parents[2]
YEAR = "max-age=315360000, public, immutable"


@pytest.mark.anyio
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("collected")
async def test_files_are_kept_for_a_year_under_the_name_of_their_content_and_sent_compressed() -> None:
    client = AsyncClient()
    page = (await client.get("/generate/")).content.decode() + (await client.get("/")).content.decode()
    style = re.search(r'href="(/static/site\.[0-9a-f]{12}\.css)"', page)
    assert style
    answer = await client.get(style[1], headers={"accept-encoding": "gzip"})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, YEAR)
    assert answer.headers["Content-Encoding"] == "gzip"
    plain = await client.get("/static/site.css")
    assert "immutable" not in plain.headers["Cache-Control"]
    assert "Content-Encoding" not in plain.headers


@pytest.mark.usefixtures("collected")
def test_modules_import_each_other_by_their_new_names(tmp_path: Path) -> None:
    code = (tmp_path / staticfiles_storage.url("draft/draft.js").removeprefix("/static/")).read_text("utf-8")
    source = (ROOT / "tilsite" / "static" / "draft" / "draft.js").read_text("utf-8")
    for words in ('from "', 'import\\("'):  # at once, and when it is used
        names = re.findall(rf'{words}(\.[^"]+)"', code)
        assert len(names) == len(re.findall(rf"{words}\.", source)) > 0
        assert all(re.fullmatch(r"\.\.?/\w+\.[0-9a-f]{12}\.js", name) for name in names)
        assert all((tmp_path / "draft" / name).exists() for name in names)


def test_without_collecting_a_file_keeps_its_name(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    assert staticfiles_storage.url("site.css") == "/static/site.css"

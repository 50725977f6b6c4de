"""Write openapi.json, the list of error codes in docs/api.md, and docs/faults.md."""

from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.core.management.base import BaseCommand

from tests.faults import document as faults
from tilsite.api import api
from tilsite.openapi import table_of_codes

OPENAPI = Path("openapi.json")
CODES = Path("docs/api.md")
BEGIN, END = "<!-- error codes -->\n", "<!-- end of error codes -->\n"


def written(root: Path) -> dict[Path, str]:
    """Return the generated files below ``root`` with their contents."""
    described = orjson.dumps(api.get_openapi_schema(), option=orjson.OPT_INDENT_2).decode()
    before, _, rest = (root / CODES).read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    codes = f"{before}{BEGIN}{table_of_codes()}\n{END}{after}"
    return {OPENAPI: described + "\n", CODES: codes, faults.DOCUMENT: faults.written()}


class Command(BaseCommand):
    """``manage.py write_api_docs``: a test fails if the committed files differ."""

    help = "Write openapi.json, the error codes in docs/api.md, and docs/faults.md."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Write them."""
        for path, text in written(settings.BASE_DIR).items():
            (settings.BASE_DIR / path).write_text(text, "utf-8")

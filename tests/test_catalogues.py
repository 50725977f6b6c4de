"""Every sentence of the interface has a Korean translation, and the compiled catalogue is up to date."""

from collections.abc import Iterator
from io import BytesIO
from itertools import chain
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tilsite" / "locale" / "ko" / "LC_MESSAGES"
KEYWORDS = {
    **dict.fromkeys(["_", "gettext", "gettext_lazy", "gettext_noop"]),
    **dict.fromkeys(["ngettext", "ngettext_lazy"], (1, 2)),
    **dict.fromkeys(["pgettext", "pgettext_lazy"], ((1, "c"), 2)),
}
ADVICE = "run manage.py makemessages -l ko, translate, then manage.py compilemessages"


def sources() -> Iterator[tuple[Path, bytes]]:
    """Yield each source file that may contain interface texts, as Python code."""
    folders = [ROOT / name for name in ("til", "generate", "tilsite", "templates")]
    for path in chain.from_iterable(folder.rglob("*") for folder in folders):
        if path.suffix == ".py" and "migrations" not in path.parts:
            yield path, path.read_bytes()
        elif path.suffix in {".html", ".txt"} and "static" not in path.parts:
            calls = templatize(path.read_text("utf-8"), origin=str(path))
            yield path, "\n".join(line.strip() for line in calls.splitlines()).encode()


def spoken() -> dict[str, str]:
    """Return each sentence, behind its context if it has one, with a file that contains it."""
    found = {}
    for path, code in sources():
        for _, message, _, context in extract("python", BytesIO(code), KEYWORDS, options={"encoding": "utf-8"}):
            sentence = message if isinstance(message, str) else message[0]
            found[_within(context, sentence)] = str(path.relative_to(ROOT))
    return found


def _within(context: str | None, sentence: str) -> str:
    return f"{context}: {sentence}" if context else sentence


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    path = FOLDER / "django.po"
    assert path.exists(), f"there is no Korean catalogue: {ADVICE}"
    with path.open("rb") as file:
        return read_po(file, locale="ko", domain="django")


def entries(catalogue: Catalog) -> Iterator[tuple[str, Message]]:
    """Yield each entry except the header, with its English sentence."""
    for message in catalogue:
        if message.id:
            yield _within(message.context, message.id if isinstance(message.id, str) else message.id[0]), message


def is_translated(message: Message) -> bool:
    forms = [message.string] if isinstance(message.string, str) else message.string or []
    return bool(forms) and all(forms) and not message.fuzzy


def texts(catalogue: Catalog) -> dict[str, str]:
    """Return each entry with all its plural forms."""
    return {sentence: str(message.string) for sentence, message in entries(catalogue)}


def test_sentences_are_found_in_code_and_templates() -> None:
    found = spoken()
    assert found["The draft could not be made. Please try again."] == "generate/errors.py"
    assert any(path.startswith("templates/") for path in found.values())


def test_every_sentence_is_translated(catalogue: Catalog) -> None:
    ready = {sentence for sentence, message in entries(catalogue) if is_translated(message)}
    assert {sentence: path for sentence, path in spoken().items() if sentence not in ready} == {}, ADVICE


def test_no_entry_is_fuzzy_or_left_over(catalogue: Catalog) -> None:
    said = spoken()
    assert [sentence for sentence, message in entries(catalogue) if message.fuzzy or sentence not in said] == []
    assert not catalogue.obsolete


def test_a_translation_has_the_places_of_its_sentence(catalogue: Catalog) -> None:
    assert [(message.id, [str(error) for error in errors]) for message, errors in catalogue.check()] == []


def test_the_compiled_catalogue_is_that_of_its_source(catalogue: Catalog) -> None:
    again = BytesIO()
    write_mo(again, catalogue)
    again.seek(0)
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = read_mo(file)
    assert texts(compiled) == texts(read_mo(again))

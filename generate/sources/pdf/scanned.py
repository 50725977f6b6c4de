"""The text in pictures of pages, recognised by tesseract where it is installed."""

import io
import os
import shutil
import subprocess
import time

import pypdfium2

_SCALE = 200 / 72  # dots per inch
_SECONDS = 14.0  # for all pages, less than reading may take
_LANGUAGES = ("kor", "eng", "jpn", "chi_sim")


def is_installed() -> bool:
    """Return whether text in pictures can be recognised here."""
    return shutil.which("tesseract") is not None


def recognised(document: pypdfium2.PdfDocument) -> str:
    """Return the text of a PDF of pictures, in paragraphs; a last line counts the pages left for lack of time."""
    end = time.monotonic() + _SECONDS
    languages = _languages()
    pages: list[str] = []
    for at in range(len(document)):
        if time.monotonic() > end:
            pages.append(f"[… {len(document) - at} pages …]")
            break
        pages.append(_page(document[at], languages, end))
    return "\n\n".join(page for page in pages if page)


def _languages() -> str:
    listed = _tesseract(["--list-langs"], b"", 5.0).split()
    return "+".join(name for name in _LANGUAGES if name in listed) or "eng"


def _page(page: pypdfium2.PdfPage, languages: str, end: float) -> str:
    picture = io.BytesIO()
    page.render(scale=_SCALE, grayscale=True).to_pil().save(picture, "PNG", compress_level=1)
    text = _tesseract(["stdin", "stdout", "-l", languages], picture.getvalue(), max(1.0, end - time.monotonic()))
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n") if part.strip())


def _tesseract(arguments: list[str], given: bytes, seconds: float) -> str:
    """Return what tesseract prints; "" if it fails or takes too long."""
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments
            [str(shutil.which("tesseract")), *arguments],
            input=given,
            capture_output=True,
            timeout=seconds,
            env=os.environ | {"OMP_THREAD_LIMIT": "1"},
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace")

"""Pictures from other sites are checked, scaled down if needed, and stored without camera metadata."""

from io import BytesIO

import pytest
from PIL import Image

from generate.source_errors import SourceError, SourceUnsupported
from generate.sources.fetch import Fetcher
from generate.sources.limits import Limits
from generate.sources.pictures import WIDEST, PictureFetcher, fit
from tests.generate.sources.web import answer, serve

pytestmark = pytest.mark.anyio


def drawn(kind: str, size: tuple[int, int] = (40, 30), **said: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "green").save(out, kind, **said)
    return out.getvalue()


@pytest.mark.parametrize(("kind", "suffix"), [("PNG", ".png"), ("JPEG", ".jpg"), ("GIF", ".gif"), ("WEBP", ".webp")])
async def test_a_picture_is_fetched_as_it_is(kind: str, suffix: str) -> None:
    data = drawn(kind)
    async with serve(answer(data, "image/anything")) as site:
        fetcher = site.fetcher()
        allowed = Fetcher(fetcher.limits, fetcher.allow_hosts, fetcher.cache, refused=())
        found = await PictureFetcher(allowed).fetch(site.url + "/a")
    assert (found.data, found.suffix) == (data, suffix)


def test_a_large_one_is_made_smaller_and_forgets_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x010E] = "at home"
    found = fit(drawn("JPEG", (3000, 100), exif=exif.tobytes()))
    with Image.open(BytesIO(found.data)) as image:
        assert image.size == (WIDEST, 67)
        assert not image.getexif()


@pytest.mark.parametrize(
    "data",
    [b"<svg onload='x()'/>", b"<html>", b"", b"\x89PNG\r\n\x1a\n", drawn("PNG")[:60], drawn("PNG", (8000, 8000))],
    ids=["svg", "html", "nothing", "head", "cut", "huge"],
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(SourceUnsupported):
        fit(data, "image/png")


async def test_pictures_inside_the_network_are_refused() -> None:
    with pytest.raises(SourceError):
        await PictureFetcher(Fetcher(Limits(), refused=())).fetch("http://127.0.0.1:80/a.png")

"""Fetch a picture from the web within the same limits as a page, and prepare it for storage."""

from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from generate.source_errors import SourceUnsupported
from generate.sources.fetch import Fetcher

WIDEST = 2_000  # pixels
_MOST_PIXELS = 50_000_000
_SUFFIXES = {"PNG": ".png", "JPEG": ".jpg", "GIF": ".gif", "WEBP": ".webp"}


@dataclass(frozen=True, slots=True)
class Picture:
    """The bytes of a picture, and its file extension."""

    data: bytes
    suffix: str


@dataclass(frozen=True, slots=True)
class PictureFetcher:
    """Fetches pictures; rejects SVG, which may contain scripts."""

    fetcher: Fetcher = field(default_factory=lambda: Fetcher(refused=()))

    async def fetch(self, link: str) -> Picture:
        """Return the picture at ``link``. Raises as ``Fetcher.fetch``; SourceUnsupported for other files."""
        page = await self.fetcher.fetch(link)
        return fit(page.body, page.media_type)


def fit(data: bytes, media_type: str = "") -> Picture:
    """Return the picture scaled to ``WIDEST`` at most in each direction, without camera metadata.

    An animation stays unchanged. Raises SourceUnsupported.
    """
    try:
        with Image.open(BytesIO(data), formats=tuple(_SUFFIXES)) as image:
            suffix = _SUFFIXES[str(image.format)]
            if image.width * image.height > _MOST_PIXELS:
                raise SourceUnsupported("too many pixels", kind=media_type or "image")
            if getattr(image, "is_animated", False):
                return Picture(data, suffix)
            return Picture(_smaller(image, data), suffix)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise SourceUnsupported(repr(error), kind=media_type or "image") from error


def _smaller(image: Image.Image, data: bytes) -> bytes:
    kind = image.format
    if max(image.size) <= WIDEST and not image.getexif():
        image.load()  # decode everything, not only the header
        return data
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((WIDEST, WIDEST))
    out = BytesIO()
    upright.save(out, kind, exif=b"", **({"quality": 88} if kind in {"JPEG", "WEBP"} else {}))
    return out.getvalue()

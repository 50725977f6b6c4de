"""Pictures that people add: checked by their content, reduced, and stored without metadata."""

import struct
from hashlib import sha256
from io import BytesIO
from threading import Lock
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image, ImageOps

from til.caller import Caller
from til.errors import NotAPicture, PictureTooLarge, TooManyPictures
from til.models import Picture
from til.transfer.pictures import name_of

LARGEST = 10_000_000  # bytes
MOST_PIXELS = 50_000_000  # of all frames
SIDE = 2_000  # pixels; larger pictures are reduced
LOOSE = 100  # pictures of one caller that no TIL has
_SUFFIXES: Final = {"PNG": ".png", "JPEG": ".jpg", "WEBP": ".webp", "GIF": ".png"}
_BAD = (OSError, SyntaxError, ValueError, EOFError, struct.error, Image.DecompressionBombError)
_one_at_a_time = Lock()  # a decoded picture takes up to 200 MB


def add_picture(caller: Caller, data: bytes) -> Picture:
    """Store a picture for ``caller``, once. Raises NotAPicture, PictureTooLarge or TooManyPictures."""
    reduced, suffix = prepared(data)
    owner = sha256(f"{caller.user_id}:{caller.key_id}".encode()).digest()
    name = name_of(owner + reduced, suffix)
    with transaction.atomic():
        if found := Picture.objects.filter(name=name).first():
            return found
        if Picture.objects.filter(caller.principal(), tils=None).count() >= LOOSE:
            raise TooManyPictures(limit=LOOSE)
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(reduced))
        return Picture.objects.get_or_create(name=name, defaults={"user_id": caller.user_id, "key_id": caller.key_id})[
            0
        ]


def prepared(data: bytes) -> tuple[bytes, str]:
    """Return a picture's bytes and suffix: upright, at most ``SIDE`` wide and high, without metadata.

    Raises NotAPicture and PictureTooLarge.
    """
    if len(data) > LARGEST:
        raise too_large()
    try:
        with _one_at_a_time, Image.open(BytesIO(data), formats=list(_SUFFIXES)) as picture:
            frames = int(getattr(picture, "n_frames", 1))
            if picture.width * picture.height * frames > MOST_PIXELS:
                raise too_large()
            kind = picture.format or ""
            return _moving(picture) if frames > 1 and kind in {"GIF", "WEBP"} else _still(picture, kind)
    except _BAD as error:
        raise NotAPicture(type(error).__name__) from error


def too_large() -> PictureTooLarge:
    """Return the error, with the limits."""
    return PictureTooLarge(megabytes=LARGEST // 1_000_000, megapixels=MOST_PIXELS // 1_000_000)


def _still(picture: Image.Image, kind: str) -> tuple[bytes, str]:
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    colours = upright.info.get("icc_profile")
    upright.info = {name: value for name, value in upright.info.items() if name == "transparency"}
    out = BytesIO()
    if kind == "JPEG":
        upright.convert("RGB" if upright.mode != "L" else "L").save(out, "JPEG", quality=85, icc_profile=colours)
    elif kind == "WEBP":
        upright.save(out, "WEBP", quality=85, icc_profile=colours or b"")
    else:
        upright.save(out, "PNG", icc_profile=colours)
    return out.getvalue(), _SUFFIXES[kind]


def _moving(picture: Image.Image) -> tuple[bytes, str]:
    """Return an animation as WebP; it keeps its size, which must not exceed ``SIDE``."""
    if max(picture.size) > SIDE:
        raise too_large()
    out = BytesIO()
    picture.save(out, "WEBP", save_all=True, quality=80, exif=b"", xmp=b"", loop=picture.info.get("loop", 0))
    return out.getvalue(), ".webp"

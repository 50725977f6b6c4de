"""Pictures that people add: without metadata, private until published, and gone with the last TIL that had them."""

import random
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, PngImagePlugin

from generate.models import Generation
from generate.running import pictures
from til.caller import Caller
from til.days import create_til
from til.errors import NotAPicture, PictureTooLarge, TooManyPictures
from til.models import Picture, Til
from til.text.markdown import render
from til.transfer import adding
from til.transfer.adding import add_picture, prepared

KINDS = {"PNG": ".png", "JPEG": ".jpg", "WEBP": ".webp", "GIF": ".png"}
MARK = b"zanzibar"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    """Store files in a folder of the test."""
    settings.MEDIA_ROOT = tmp_path


def drawn(size: tuple[int, int] = (40, 20), kind: str = "PNG", **options: Any) -> bytes:
    """Return a picture with a red left half."""
    picture = Image.new("RGB", size, "blue")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def shown(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


@pytest.mark.parametrize("kind", KINDS)
def test_metadata_is_removed_and_the_kind_seen_in_the_content(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = MARK.decode()
    exif[0x0112] = 6  # lies on its side
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", MARK.decode())
    options: dict[str, dict[str, Any]] = {
        "PNG": {"pnginfo": text, "exif": exif},
        "JPEG": {"comment": MARK, "exif": exif, "xmp": MARK},
        "WEBP": {"exif": exif, "xmp": MARK, "lossless": True},
        "GIF": {"comment": MARK},
    }
    given = drawn(kind=kind, **options[kind])
    assert MARK in given
    reduced, suffix = prepared(given)
    assert suffix == KINDS[kind]
    assert MARK not in reduced
    with shown(reduced) as picture:
        assert not picture.getexif()
        assert picture.size == ((40, 20) if kind == "GIF" else (20, 40)), "upright"
        pixel: Any = picture.convert("RGB").getpixel((10, 5))
        assert pixel[0] > 200


def test_large_ones_are_reduced_and_moving_ones_keep_moving() -> None:
    with shown(prepared(drawn((4000, 100)))[0]) as wide:
        assert wide.size == (2000, 50)
    frames = [Image.new("RGB", (30, 30), colour) for colour in ("red", "blue", "green")]
    out = BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], comment=MARK)
    reduced, suffix = prepared(out.getvalue())
    with shown(reduced) as moving:
        assert (suffix, getattr(moving, "n_frames", 1), MARK in reduced) == (".webp", 3, False)
    clear = BytesIO()
    Image.new("RGBA", (9, 9), (0, 0, 0, 0)).save(clear, "PNG")
    with shown(prepared(clear.getvalue())[0]) as seen:
        pixel: Any = seen.getpixel((1, 1))
        assert pixel[3] == 0


@pytest.mark.parametrize(
    "data", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", drawn()[:60], b"\xff\xd8\xff"]
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(NotAPicture):
        prepared(data)


def test_broken_bytes_are_refused_and_never_crash() -> None:
    chance, whole = random.Random(7), {kind: drawn((64, 64), kind) for kind in KINDS}
    for kind, data in whole.items():
        for _ in range(40):
            broken = bytearray(data)
            for _ in range(6):
                broken[chance.randrange(8, len(broken))] = chance.randrange(256)
            try:
                prepared(bytes(broken))
            except (NotAPicture, PictureTooLarge):
                continue
        assert prepared(data)[1] == KINDS[kind]


def test_limits(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    with pytest.raises(PictureTooLarge, match="10 MB"):
        prepared(bytes(adding.LARGEST + 1))
    monkeypatch.setattr(adding, "MOST_PIXELS", 799)
    with pytest.raises(PictureTooLarge):
        prepared(drawn())
    monkeypatch.setattr(adding, "MOST_PIXELS", 10_000)
    monkeypatch.setattr(adding, "LOOSE", 1)
    ada = Caller(user_id=User.objects.create_user("ada").pk)
    first = add_picture(ada, drawn())
    assert add_picture(ada, drawn()) == first, "the same picture is stored once"
    with pytest.raises(TooManyPictures):
        add_picture(ada, drawn((50, 20)))


@pytest.fixture
def ada() -> User:
    user = User.objects.create_user("ada")
    user.user_permissions.set(Permission.objects.filter(codename__in=["generate", "change_til"]))
    return user


def seen(address: str, user: User | None = None) -> int:
    client = Client()
    if user:
        client.force_login(user)
    answer = client.get(address)
    if answer.status_code == 200:
        is_public = "public" in answer["Cache-Control"]
        assert is_public == (Client().get(address).status_code == 200)
        assert answer["Content-Type"] == "image/png"
    return answer.status_code


@pytest.mark.django_db
def test_others_see_it_only_while_a_public_til_shows_it(ada: User) -> None:
    client = Client()
    client.force_login(ada)
    file = SimpleUploadedFile("photo.txt", drawn(), "text/plain")
    answer = client.post("/api/v1/pictures", {"file": file})
    address = answer.json()["address"]
    eve, boss = User.objects.create_user("eve"), User.objects.create_superuser("boss")
    people = (ada, eve, None)
    assert [seen(address, one) for one in people] == [200, 404, 404]
    assert f'<img src="{address}" alt="two halves" loading="lazy">' in render(f"![two halves]({address})", images=False)
    til = create_til(title="T", content=f"![x]({address})", author=ada)
    assert [seen(address, one) for one in (*people, boss)] == [200, 404, 404, 200]
    til.status = Til.Status.PUBLISHED
    til.save()
    assert [seen(address, one) for one in people] == [200] * 3
    til.content = "without it"
    til.save()
    assert [seen(address, one) for one in people] == [200, 404, 404]
    assert seen("/media/pictures/" + "0" * 32 + ".png", boss) == 404
    stolen = create_til(title="Mine", content=f"![x]({address})", author=eve, status=Til.Status.PUBLISHED)
    assert [seen(address, one) for one in people] == [200, 404, 404], "others cannot make it public"
    stolen.author = boss
    stolen.save()
    assert [seen(address, one) for one in people] == [200] * 3


@pytest.mark.django_db(transaction=True)
def test_it_goes_with_the_last_til_that_had_it(ada: User) -> None:
    first, second = (add_picture(Caller(user_id=ada.pk), drawn((size, 9))) for size in (20, 30))
    one = create_til(title="One", content=f"![](/media/{first.name}) ![](/media/{second.name})")
    two = create_til(title="Two", content=f"![](/media/{second.name})")
    one.content = "removed, but an earlier version can be brought back"
    one.save()
    assert default_storage.exists(first.name)
    one.delete()
    assert [default_storage.exists(picture.name) for picture in (first, second)] == [False, True]
    two.delete()
    assert not Picture.objects.exists()
    assert not default_storage.exists(second.name)


@pytest.mark.django_db(transaction=True)
def test_after_a_day_unused_ones_go_and_those_of_drafts_stay(ada: User) -> None:
    used, unused, new = (add_picture(Caller(user_id=ada.pk), drawn((size, 9))) for size in (20, 30, 40))
    Generation.objects.create(user=ada, input=f"![](/media/{used.name})", provider="offline")
    Picture.objects.exclude(pk=new.pk).update(created="2020-01-01T00:00Z")
    assert pictures.prune() == 1
    assert [default_storage.exists(one.name) for one in (used, unused, new)] == [True, False, True]

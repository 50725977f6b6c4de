"""Settings from the environment: parsed, or rejected with the variable's name and advice."""

from collections.abc import Callable
from functools import partial
from ipaddress import ip_network
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from tilsite import env

Read = Callable[[str], object]
NAME = "TIL_TESTED"
whole: Read = partial(env.integer, default=3, least=1, most=10)
keep: Read = partial(env.days, kinds=["notes", "sign-ins"])
database: Read = partial(env.url, schemes=("postgres", "sqlite"))


@pytest.mark.parametrize(
    ("read", "value", "meant"),
    [
        (env.flag, "1", True), (env.flag, "Off", False), (env.flag, " yes ", True), (env.flag, "", False),
        (whole, "7", 7), (whole, "", 3), (whole, "7.0", 7),
        (partial(env.number, default=0.25, least=0.02), "0.5", 0.5), (partial(env.number, default=0.25), "", 0.25),
        (env.words, "a.example, b.example  c.example", ["a.example", "b.example", "c.example"]),
        (partial(env.words, default=["x"]), " , ", ["x"]),
        (partial(env.ports, default=[80]), "8000,443", [8000, 443]), (partial(env.ports, default=[80]), "", [80]),
        (partial(env.choice, options=["", "mask"], default=""), "mask", "mask"),
        (env.url, "https://models.example/v1", "https://models.example/v1"), (env.url, "", ""),
        (database, "sqlite:///var/db.sqlite3", "sqlite:///var/db.sqlite3"),
        (database, "postgres:///til", "postgres:///til"),
        (partial(env.path, default=Path("var")), "/srv/til", Path("/srv/til")),
        (partial(env.text, default="x"), "  ", "x"),
        (env.time_zone, "Europe/Berlin", "Europe/Berlin"),
        (keep, "notes=30 sign-ins=7", {"notes": 30, "sign-ins": 7}), (keep, "", {}),
        (env.proxies, "", 0), (env.proxies, "2", 2),
        (env.proxies, "127.0.0.1, 10.0.0.0/8", (ip_network("127.0.0.1"), ip_network("10.0.0.0/8"))),
    ],
)  # fmt: skip
def test_what_is_meant_is_read(monkeypatch: pytest.MonkeyPatch, read: Read, value: str, meant: object) -> None:
    monkeypatch.setenv(NAME, value)
    assert read(NAME) == meant


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (env.flag, "maybe"), (env.flag, "2"),
        (whole, "0"), (whole, "11"), (whole, "2.5"), (whole, "seven"), (whole, "nan"), (whole, "inf"),
        (partial(env.integer, default=3), "inf"), (partial(env.integer, default=3), "1e999"),
        (partial(env.number, default=1), "-1"),
        (partial(env.ports, default=[80]), "http"), (partial(env.ports, default=[80]), "0"),
        (partial(env.ports, default=[80]), "80,70000"), (partial(env.ports, default=[80]), "٨٠-"),
        (partial(env.choice, options=["", "mask"], default=""), "Mask"),
        (env.url, "models.example"), (env.url, "ftp://models.example"), (env.url, "http://"), (env.url, "https:///v1"),
        (env.time_zone, "Seoul"), (env.time_zone, "../etc/passwd"),
        (env.proxies, "-1"), (env.proxies, "11"), (env.proxies, "nginx"), (env.proxies, "1 2"),
        (env.proxies, "10.0.0.1/8"), (keep, "notes"), (keep, "notes=0"), (keep, "all=1"),
        (env.url, "http://[::1"), (env.url, "http:models.example"), (database, "mysql://db/til"), (database, "sqlite://"),
    ],
)  # fmt: skip
def test_nonsense_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, read: Read, value: str) -> None:
    monkeypatch.setenv(NAME, value)
    with pytest.raises(ImproperlyConfigured, match=rf"{NAME} cannot be .+: use "):
        read(NAME)


def test_an_address_that_is_refused_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "mysql://til:secret@db/til")
    with pytest.raises(ImproperlyConfigured) as refused:
        database(NAME)
    assert "secret" not in str(refused.value)


def test_what_is_not_set_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)
    assert (env.flag(NAME, default=True), env.integer(NAME, 3), env.url(NAME)) == (True, 3, "")
    assert env.path(NAME, Path("var")) == Path("var").absolute()


@pytest.mark.parametrize(
    ("variable", "link", "written", "zone"),
    [
        ("", "/usr/share/zoneinfo/Asia/Seoul", "", "Asia/Seoul"),
        ("", "/usr/share/zoneinfo/posix/Europe/Berlin", "", "Europe/Berlin"),
        (":America/Lima", "/usr/share/zoneinfo/Asia/Seoul", "", "America/Lima"),
        ("", "", "Europe/Paris\n", "Europe/Paris"),
        ("KST-9", "", "", "UTC"),  # a POSIX rule, not a zone's name
        ("", "", "", "UTC"),
    ],
)
def test_days_begin_where_the_machine_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str, link: str, written: str, zone: str
) -> None:
    monkeypatch.setenv("TZ", variable)
    localtime = tmp_path / "localtime"
    if link:
        localtime.symlink_to(link)
    (tmp_path / "timezone").write_text(written)
    assert env.machine_zone(localtime, tmp_path / "timezone") == zone

"""Which proxies are trusted for the client's address."""

from ipaddress import ip_network
from pathlib import Path

import httpx2
import pytest

from tests.server import Site
from tilsite.env import Proxies
from tilsite.http.proxies import LOOPBACK, client_of

REAL, LIE, EDGE = "203.0.113.7", "192.0.2.66", "10.0.0.5"
NEAR = (ip_network("127.0.0.0/8"), ip_network("10.0.0.0/8"))


@pytest.mark.parametrize(
    ("peer", "said", "proxies", "client"),
    [
        (REAL, [], 0, REAL),
        (REAL, [LIE], 0, REAL),  # without a proxy, the header is ignored
        (LIE, [LIE], 0, LOOPBACK),  # also if the server has already used it
        (LIE, [LIE, LOOPBACK], 0, LOOPBACK),
        (LOOPBACK, [], 1, LOOPBACK),
        (LOOPBACK, [REAL], 1, REAL),
        (REAL, [REAL], 1, REAL),  # already applied by the server
        (REAL, [LIE, REAL], 1, REAL),  # a proxy appends the address it sees; earlier entries may be forged
        (LOOPBACK, [LIE, REAL, EDGE], 2, REAL),
        (LOOPBACK, [REAL], 3, REAL),
        (LOOPBACK, [LIE, REAL, EDGE], NEAR, REAL),
        (EDGE, [LIE, REAL, EDGE], NEAR, REAL),
        (REAL, [LIE], NEAR, REAL),  # direct clients are not proxies
        (LOOPBACK, [EDGE], NEAR, EDGE),
        ("2001:db8::1", [], NEAR, "2001:db8::1"),
    ],
)
def test_who_it_is(peer: str, said: list[str], proxies: Proxies, client: str) -> None:
    assert client_of(peer, said, proxies) == client


@pytest.mark.parametrize(
    ("proxies", "said", "refused"),
    [
        ("0", "192.0.2.{n}:80{n}", True),
        ("1", "192.0.2.{n}, 203.0.113.7", True),
        ("127.0.0.1", "192.0.2.{n}, no address, 203.0.113.7", True),
        ("127.0.0.1 10.0.0.0/8", "203.0.113.{n}, 10.0.0.9", False),
    ],
)
@pytest.mark.once
def test_no_header_lets_more_passwords_through(
    site: Site, tmp_path: Path, proxies: str, said: str, refused: bool
) -> None:
    with site.server(tmp_path, TIL_PROXIES=proxies) as server, httpx2.Client(base_url=server.url) as client:
        client.get("/login/")
        form = {"username": "ada", "password": "wrong", "csrfmiddlewaretoken": client.cookies["csrftoken"]}
        statuses = [
            client.post("/login/", data=form, headers={"X-Forwarded-For": said.format(n=number)}).status_code
            for number in range(1, 13)
        ]
        assert statuses == [200] * 10 + ([429] * 2 if refused else [200] * 2)
        assert ("TIL_PROXIES does not name" in server.log) == (proxies == "0")

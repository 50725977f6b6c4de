"""Links rejected before any network access, and private addresses."""

import pytest

from generate.source_errors import SourceRefused
from generate.sources.address import is_public
from generate.sources.link import Allowed, checked

WEB = frozenset({80, 443})

ODD = """
http://2130706433/ http://0x7f000001/ http://0x7f.1/ http://0177.0.0.1/ http://127.1/
http://127.0.1/ http://0/ http://127.0.0.1./ http://127.0.0.01/ http://0x7f.0.0.0x1/
http://１２７.０.０.１/ http://127。0。0。1/ http://①②⑦.⓪.⓪.①/ http://%31%32%37.0.0.1/
http://1.1.1.1%2f@127.0.0.1/ http://[::1%25lo]/ http://[fe80::1%lo]/ http://1.2.3/ http://256.1.1.1/
http://localhost/ http://LOCALHOST/ http://localhost./ http://a.localhost/ http://ⓛocalhost/
http://db.internal/ http://printer.local/ http://%6cocalhost/ http://user@pub.test/
http://user:pw@pub.test/ http://@pub.test/ http://pub.test:22/ http://pub.test:8080/
http://pub.test:0/ http://pub.test:99999/ https://pub.test:6379/ http:127.0.0.1/ http:/127.0.0.1/
http:///127.0.0.1/ http://:80/ http:// http://./ http://../ http://-/ http://pub..test/
ftp://pub.test/ file:///etc/passwd gopher://pub.test/ javascript:alert(1) data:text/plain,hi
//pub.test/ pub.test http://pub.test\\@127.0.0.1/ http://127.0.0.1\\@pub.test/
http+unix://%2Fu.sock/ ws://pub.test/ http://[::1/ http://]/
"""


@pytest.mark.parametrize(
    "link", [*ODD.split(), "http://127.0.\t0.1/", "http://pub.test/\r\nHost: x", "http://a b.test/", ""]
)
def test_an_odd_link_is_refused(link: str) -> None:
    with pytest.raises(SourceRefused) as caught:
        checked(link, WEB, Allowed())
    assert "pw" not in str(caught.value)
    assert "%(" not in str(caught.value)


@pytest.mark.parametrize(
    ("link", "host"),
    [
        ("  https://Pub.Test/A?b#c ", "pub.test"),
        ("http://pub.test./", "pub.test"),
        ("http://한국.test/글", "xn--3e0b707e.test"),
        ("http://xn--3e0b707e.test/", "xn--3e0b707e.test"),
        ("http://93.184.216.34:80/", "93.184.216.34"),
        ("https://[2606:2800:220:1::1]:443/", "2606:2800:220:1::1"),
        ("http://a_b.pub.test/", "a_b.pub.test"),
        ("http://1password.com/", "1password.com"),
        ("http://pub.test?@127.0.0.1/", "pub.test"),
        ("http://mylocal.test/", "mylocal.test"),
    ],
)
def test_an_ordinary_link_keeps_its_host(link: str, host: str) -> None:
    assert checked(link, WEB, Allowed()).raw_host.decode() == host


def test_a_named_host_is_allowed_in_its_plain_spelling_only() -> None:
    allowed = Allowed(frozenset({"127.0.0.1", "wiki.corp:8080", "::1"}))
    for link in ("http://127.0.0.1:9/", "http://wiki.corp:8080/", "http://[::1]:7/"):
        assert str(checked(link, WEB, allowed)) == link
    for link in ("http://127.1/", "http://2130706433/", "http://wiki.corp:81/", "http://localhost/"):
        with pytest.raises(SourceRefused):
            checked(link, WEB, allowed)


INSIDE = """
0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254 168.63.129.16 169.254.169.254
172.16.0.1 172.31.255.254 192.0.0.8 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1
224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 :: ::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:0:127.0.0.1
::127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::7f00:1 100::1 2001::1 2001:db8::1 2001:db8::5efe:7f00:1 2002:7f00:1::
2607:f8b0::5efe:7f00:1 2607:f8b0::200:5efe:a00:1 3fff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%lo
fec0::1 ff02::1 nonsense
"""


@pytest.mark.parametrize("address", INSIDE.split())
def test_an_address_inside_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "93.184.216.34", "172.32.0.1", "100.128.0.1", "11.0.0.1", "223.255.255.254", "2606:2800:220:1::1"],
)
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)

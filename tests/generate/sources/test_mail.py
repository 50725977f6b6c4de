"""Messages become Markdown: every part that is shown, and the names of what is attached."""

import pytest

from generate.source_errors import SourceUnsupported
from generate.sources.file import File, read_file
from generate.sources.limits import Limits
from generate.sources.source import Source

HEAD = "From: kim@example.org\nSubject: {}\nMIME-Version: 1.0\n"
SHOWN = "# {}\n\nFrom: kim@example.org"


def read(data: bytes | str, name: str) -> Source:
    return read_file(File(data.encode() if isinstance(data, str) else data, name), Limits())


def part(kind: str, text: str, more: str = "") -> str:
    return f"Content-Type: {kind}\n{more}\n{text}"


def several(kind: str, *parts: str) -> str:
    edge = f"edge-{kind}"
    inner = "".join(f"--{edge}\n{one}\n" for one in parts)
    return f'Content-Type: multipart/{kind}; boundary="{edge}"\n\n{inner}--{edge}--\n'


def test_a_message_keeps_who_wrote_and_what() -> None:
    mail = (
        "From: Kim <kim@example.org>\r\nTo: all@example.org\r\nDate: Mon, 2 Mar 2026 10:00:00 +0900\r\n"
        "Subject: =?utf-8?b?7YGQ?= is full\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain; charset=euc-kr\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\nyPeyobvnLg==\r\n--b\r\nContent-Type: application/pdf\r\n"
        'Content-Disposition: attachment; filename="a.pdf"\r\n\r\nx\r\n--b--\r\n'
    )
    source = read(mail, "a.eml")
    assert source.title == "큐 is full"
    assert source.text.startswith("# 큐 is full\n\nFrom: Kim <kim@example.org>  \nTo: all@example.org")
    assert source.text.endswith("- [attachment: a.pdf]")
    assert read(mail, "no-ending").title == "큐 is full"


def test_every_part_of_a_message_that_is_shown_is_read() -> None:
    alternatives = several("alternative", part("text/plain", "Hello."), part("text/html", "<p>Hello.</p>"))
    patch = part('text/x-patch; name="a.patch"', "-old\n+new", "Content-Disposition: inline\n")
    attached = part("text/plain", "Not shown.", 'Content-Disposition: attachment; filename="a.txt"\n')
    signature = part('application/pgp-signature; name="signature.asc"', "x")
    footer = part("text/html", "<p>To leave, <b>write</b>.</p>")
    mail = HEAD.format("Parts") + several("mixed", alternatives, patch, attached, signature, footer)
    assert read(mail, "a.eml").text == (
        f"{SHOWN.format('Parts')}\n\nHello.\n\n```diff\n-old\n+new\n```\n\n"
        "To leave, **write**.\n\n- [attachment: a.txt]"
    )


def test_a_forwarded_message_is_read_with_its_own_heading() -> None:
    inner = HEAD.format("Inner") + several("mixed", part("text/plain", "Forwarded."))
    mail = HEAD.format("Outer") + several("related", part("text/plain", "See below."), part("message/rfc822", inner))
    outer, forwarded = SHOWN.format("Outer"), SHOWN.format("Inner")
    assert read(mail, "a.eml").text == f"{outer}\n\nSee below.\n\n#{forwarded}\n\nForwarded."


def test_an_alternative_without_text_is_passed_over() -> None:
    mail = HEAD.format("Empty") + several("alternative", part("text/plain", " "), part("text/html", "<p>Here.</p>"))
    assert read(mail, "a.eml").text == f"{SHOWN.format('Empty')}\n\nHere."


def test_a_message_nested_too_deep_is_refused_and_does_not_raise() -> None:
    mail = part("text/plain", "Deep.")
    for _ in range(500):
        mail = part("message/rfc822", mail)
    with pytest.raises(SourceUnsupported, match="a damaged file"):
        read(HEAD.format("Deep") + mail, "a.eml")

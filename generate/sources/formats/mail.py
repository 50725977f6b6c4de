"""Messages (.eml): who wrote to whom, and the text of every part that is shown, also of forwarded messages."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

from generate.source_errors import SourceError, SourceUnsupported
from generate.sources.charset import decode
from generate.sources.fence import fence
from generate.sources.file_names import language_of_name
from generate.sources.source import Source
from til.errors import mark as _

_SHOWN = ("From", "To", "Date")
_HEAD = re.compile(rb"\A(?:From [^\n]*\n)?(?:[A-Za-z-]{2,40}:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){3,}")
_MAIL = re.compile(rb"^(?:from|message-id|received|mime-version|return-path|subject):", re.IGNORECASE | re.MULTILINE)
_UNREAD = frozenset({"text/calendar", "text/vcard", "text/x-vcard", "text/directory"})
_SIGNED = re.compile(r"application/(?:pgp-|(?:x-)?pkcs7-)signature")


def is_mail(head: bytes) -> bool:
    """Return whether a file begins with a message's header."""
    found = _HEAD.match(head)
    return found is not None and len({name.lower() for name in _MAIL.findall(found[0])}) > 2


def read_mail(data: bytes) -> Source:
    """Return a message: its sender, receivers and date, its text, and the names of its attachments.

    Raises SourceUnsupported if it is damaged.
    """
    try:
        message = message_from_bytes(data, policy=policy.default)
        text = "\n\n".join(_message(message, 1))
    except SourceError:
        raise
    except Exception as error:  # a malformed message can make the parser raise any exception
        raise SourceUnsupported(repr(error), kind=[_("a damaged file")]) from error
    return Source(text, title=_header(message, "Subject"), author=_header(message, "From"))


def _message(message: EmailMessage, level: int) -> Iterator[str]:
    """Yield a message's subject as a heading, its header, its text, and a list of what is attached."""
    if subject := _header(message, "Subject"):
        yield f"{'#' * min(level, 6)} {subject}"
    if about := "  \n".join(f"{name}: {said}" for name in _SHOWN if (said := _header(message, name))):
        yield about
    attached: list[str] = []
    yield from _parts(message, level, attached)
    if attached:
        yield "\n".join(f"- [attachment: {name}]" for name in attached)


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).split())
    except Exception:  # noqa: BLE001 - a malformed header can make the parser raise any exception
        return ""


def _parts(part: EmailMessage, level: int, attached: list[str]) -> Iterator[str]:
    """Yield the text of ``part`` and of the parts inside it; names of files go to ``attached``."""
    kind = part.get_content_type()
    inner = [one for one in part.get_payload() if isinstance(one, EmailMessage)] if part.is_multipart() else []
    if kind == "multipart/alternative":
        yield from _alternative(inner, level, attached)
    elif inner:
        for one in inner:
            yield from _message(one, level + 1) if kind == "message/rfc822" else _parts(one, level, attached)
    elif kind.startswith("text/") and kind not in _UNREAD and part.get_content_disposition() != "attachment":
        yield from filter(str.strip, [_text(part, kind)])
    elif (name := part.get_filename()) and not _SIGNED.match(kind):
        attached.append(" ".join(name.split()))


def _alternative(parts: list[EmailMessage], level: int, attached: list[str]) -> Iterator[str]:
    """Yield the first of the parts that has text, the plain one before others; they say the same."""
    for part in sorted(parts, key=lambda one: one.get_content_type() != "text/plain"):
        if texts := list(_parts(part, level, attached)):
            yield from texts
            return


def _text(part: EmailMessage, kind: str) -> str:
    payload = part.get_payload(decode=True)
    text = decode(payload if isinstance(payload, bytes) else b"", part.get_content_charset() or "")
    if kind == "text/html":
        from generate.sources.page import whole_of  # when used: slow to import

        return whole_of(text).text.strip("\n")
    text = text.replace("\r\n", "\n").strip("\n")
    name = part.get_filename() or ""
    is_prose = kind in {"text/plain", "text/markdown"} or not text.strip()
    return text if is_prose else fence(text, language_of_name(name, name.rpartition(".")[2].lower()))

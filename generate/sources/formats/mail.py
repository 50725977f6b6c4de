"""Messages (.eml): who wrote to whom, and the text."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

from generate.sources.charset import decode
from generate.sources.source import Source

_SHOWN = ("From", "To", "Date", "Subject")
_HEAD = re.compile(rb"\A(?:[A-Za-z-]{2,40}:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){3,}")
_MAIL = re.compile(rb"^(?:from|message-id|received|mime-version|return-path|subject):", re.IGNORECASE | re.MULTILINE)


def is_mail(head: bytes) -> bool:
    """Return whether a file begins with a message's header."""
    found = _HEAD.match(head)
    return found is not None and len({name.lower() for name in _MAIL.findall(found[0])}) > 2


def read_mail(data: bytes) -> Source:
    """Return a message: its sender, receivers and date, its text, and the names of its attachments."""
    message = message_from_bytes(data, policy=policy.default)
    about = "\n".join(f"{name}: {said}  " for name in _SHOWN if (said := _header(message, name)) and name != "Subject")
    names = [name for part in message.iter_attachments() if (name := part.get_filename())]
    attached = "\n".join(f"- [attachment: {name}]" for name in names)
    subject = _header(message, "Subject")
    text = "\n\n".join(
        part for part in (f"# {subject}" if subject else "", about.rstrip(), _body(message), attached) if part
    )
    return Source(text, title=subject, author=_header(message, "From"))


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).split())
    except Exception:  # noqa: BLE001 - a malformed header can make the parser raise any exception
        return ""


def _body(message: EmailMessage) -> str:
    part = message.get_body(("plain", "html")) if message.is_multipart() else message
    if part is None:
        return ""
    payload = part.get_payload(decode=True)
    text = decode(payload if isinstance(payload, bytes) else b"", part.get_content_charset() or "")
    if part.get_content_type() != "text/html":
        return text.replace("\r\n", "\n").strip("\n")
    from generate.sources.page import whole_of  # when used: slow to import

    return whole_of(text).text

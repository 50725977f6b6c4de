"""Find secrets in pasted text by their shape, and mask them before the text goes anywhere.

Only secrets with a distinctive shape are found: keys with a known prefix, private keys, structured tokens,
passwords in URLs. Words such as ``password =`` and mere randomness would flag ordinary code.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module

# Only the library's patterns are used: its own search returns no positions, and for patterns with groups only a group.
# Its patterns for JWT (misses the signature) and npm (slow on long lines) are replaced below.
_LIBRARY = {
    "aws": "AWSKeyDetector",
    "azure_storage_key": "AzureStorageKeyDetector",
    "discord": "DiscordBotTokenDetector",
    "github_token": "GitHubTokenDetector",
    "gitlab_token": "GitLabTokenDetector",
    "mailchimp": "MailchimpDetector",
    "openai": "OpenAIDetector",
    "pypi_token": "PypiTokenDetector",
    "sendgrid": "SendGridDetector",
    "slack": "SlackDetector",
    "square_oauth": "SquareOAuthDetector",
    "stripe": "StripeDetector",
    "telegram_token": "TelegramBotTokenDetector",
}
_OWN = {
    "Private Key": (
        r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?:[A-Za-z0-9+/=\s\\:,.]|-(?!----BEGIN)){20,8000}?"
        r"(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|(?=```)|\Z)"
    ),
    "tilsite API key": r"til_[A-Za-z0-9]{6,16}_[A-Za-z0-9]{32,48}",
    "JSON Web Token": r"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{10,}",
    "Anthropic key": r"sk-ant-[A-Za-z0-9_-]{24,200}",
    "OpenAI key": r"sk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{24,200}",
    "Google API key": r"AIza[0-9A-Za-z_-]{35}",
    "Google OAuth secret": r"GOCSPX-[0-9A-Za-z_-]{28}",
    "GitHub token": r"github_pat_[0-9A-Za-z_]{50,100}",
    "Hugging Face token": r"hf_[A-Za-z0-9]{34,40}",
    "npm token": r"npm_[A-Za-z0-9]{36}",
    "DigitalOcean token": r"do[opr]_v1_[a-f0-9]{64}",
    "Slack token": r"xapp-\d-[A-Z0-9]+-\d+-[a-f0-9]{32,}",
    "Slack webhook": r"https://hooks\.slack\.com/services/T[A-Z0-9]{6,}/B[A-Z0-9]{6,}/[A-Za-z0-9]{20,}",
    "AWS secret key": r"(?i:aws_?secret_?(?:access_?)?key)['\"]?\s*[=:]\s*['\"]?(?P<secret>[A-Za-z0-9/+]{40})",
    "password in a URL": (
        r"[a-z][a-z0-9+]{2,20}://[^\s:/@'\"<>{}$]{1,60}:(?P<secret>[^\s:/@'\"<>{}$*]{6,80})@[a-z0-9.-]+\.[a-z]{2,}"
    ),
    "assigned secret": (
        r"(?i:secret|token|passwo?r?d|api_?key|access_?key|private_?key)[a-zA-Z_]{0,20}"
        r"['\"]?[ \t]*(?:=|:|=>)[ \t]*['\"]?"
        r"(?P<secret>[A-Za-z0-9+/_=.~-]{20,200})(?![A-Za-z0-9+/_=.~(\[-])"
    ),
    "bearer token": (
        r"(?i:authorization['\"]?\s*[:=]\s*['\"]?(?:bearer|token|basic))\s+(?P<secret>[A-Za-z0-9+/_=.~-]{20,400})"
    ),
}
_WORDED = frozenset({"password in a URL", "assigned secret", "bearer token"})  # recognisable only by context
_PLACEHOLDER = re.compile(
    r"example|x{4,}|\.{3}|your|dummy|placeholder|changeme|password|secret|token|0123456|1234567|abcdef|localhost|_?key_?",
    re.IGNORECASE,
)
_RANDOM = re.compile(r"(?=.*\d.*\d.*\d)(?=.*[a-z])(?=.*[A-Z])|[0-9a-f]{32,}")
_FEWEST_DIFFERENT = 7  # distinct characters; invented keys repeat a few
_WORD = re.compile(r"[A-Za-z0-9]")


@dataclass(frozen=True, slots=True)
class Secret:
    """One secret: its kind, its first line (from 1) and its position in the text."""

    kind: str
    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Screened:
    """Text with secrets masked, and what was masked; line numbers refer to the original text."""

    text: str
    secrets: tuple[Secret, ...] = ()


def mask(text: str) -> Screened:
    """Return ``text`` with each secret replaced by ``[masked: kind]``."""
    secrets = tuple(find(text))
    masked = text
    for secret in reversed(secrets):
        masked = f"{masked[: secret.start]}[masked: {secret.kind}]{masked[secret.end :]}"
    return Screened(masked, secrets)


def find(text: str) -> list[Secret]:
    """Return the secrets in ``text``, in order; of overlapping ones the first and longest."""
    found: list[Secret] = []
    for start, end, kind in sorted(_spans(text), key=lambda span: (span[0], -span[1])):
        if not found or start >= found[-1].end:
            found.append(Secret(kind, text.count("\n", 0, start) + 1, start, end))
    return found


def _spans(text: str) -> Iterator[tuple[int, int, str]]:
    for kind, shape in _shapes():
        for match in shape.finditer(text):
            group: str | int = "secret" if "secret" in shape.groupindex else 0
            start, end = match.span(group)
            if _is_real(kind, match[group]) and not _is_inside_a_word(text, start, end):
                yield start, end, kind


@cache
def _shapes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    own = [(kind, re.compile(shape)) for kind, shape in _OWN.items()]
    return (*own, *_library_shapes())


def _library_shapes() -> Iterable[tuple[str, re.Pattern[str]]]:
    for module, name in _LIBRARY.items():
        plugin = getattr(import_module(f"detect_secrets.plugins.{module}"), name)()
        for shape in plugin.denylist:
            yield plugin.secret_type, shape


def _is_real(kind: str, secret: str) -> bool:
    """Return whether ``secret`` is more than a placeholder."""
    if len(set(secret)) < _FEWEST_DIFFERENT or "..." in secret:
        return False
    return kind not in _WORDED or not (
        _PLACEHOLDER.search(secret) or (kind != "password in a URL" and not _RANDOM.match(secret))
    )


def _is_inside_a_word(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return bool(_WORD.match(before) and _WORD.match(text[start])) or bool(
        _WORD.match(after) and _WORD.match(text[end - 1])
    )

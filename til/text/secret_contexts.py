"""Secrets that only their surroundings tell: assignments, headers, URLs, command lines, blocks of keys.

Each finder yields the start and end of a secret and its kind. All take time in proportion to the text's length.
"""

import re
from base64 import b64decode
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache

from til.text.secret_strength import is_password, is_random

Span = tuple[int, int, str]

_STEMS = (
    "pass", "pwd", "secret", "token", "credential", "key",
    "비밀번호", "비번", "암호", "패스워드", "인증키", "서비스키", "시크릿", "토큰",
)  # fmt: skip
_KEY = re.compile(  # what kind of key holds a secret
    r"(?:api|access|account|auth|service|encrypt\w{0,4}|decrypt\w{0,4}|sign\w{0,4}|master|admin|rest|shared|private|app"
    r"|client|consumer|subscription|license|jwt|cookie|session|webhook|aes|hmac|crypto|deploy|write|read|server|personal"
    r"|storage|javascript|native|secret)[ _.-]?\Z",
    re.IGNORECASE,
)
_BEFORE = 42  # characters
_VALUE = re.compile(
    r"[\w.-]{0,40}+[\"'`’”*\])]{0,3}+[ \t]{0,8}+(?:\[[^\]\n]{0,30}\][ \t]?)?+"  # the rest of the name
    r"(?:=>|:=|\?=|==?|:|>|\||은|는|이|가|,(?=[ \t]*[\"'])|\(?(?=[\"']))[ \t]{0,8}+\|?[ \t]{0,4}+"
    r"(?:(?P<quote>[\"'`])(?P<quoted>[^\n\"'`]{4,600})(?P=quote)"
    r"|(?P<bare>[^\s\"'`,;<>|(){}\[\]=]{6,600}+={0,2}+)(?![(\[{=]))"
)
_FLAG = re.compile(r"(?:^|[ \t\n])--?[a-z-]{0,30}\Z")
_FLAG_VALUE = re.compile(
    r"[\w-]{0,20}+[ =]{1,3}+[\"']?(?!(?:pass|env|file|fd|stdin):)(?P<bare>[^\s\"'`,;<>|]{6,400}+)"
    r"(?P<quote>)(?P<quoted>)"
)
_NO_SECRET = re.compile(  # names of what belongs to a secret and is none
    r"(?:[_.-]?(?:urls?|uris?|files?|paths?|ids?|names?|types?|hash(?:ed|es)?|digest|length|len|ttl|expir\w*|arn|counts?"
    r"|limits?|iv|fingerprint|version|algorithms?|at|fields?|prefix|header|endpoint|ref|label|regex|pattern|strategy"
    r"|policy|params?|reset|confirmation|change[ds]?|hint|page"
    r"|izer\w*|ization|enticat\w*|or|ority)|s)$",
    re.IGNORECASE,
)
_PASSWORD_INITIALS = frozenset("pP비암패")
_PUBLIC = re.compile(
    r"(?:redir\w*|csrf\w*|xsrf|crumb|next|page|sync|continuation|public|publishable"
    r"|cancel\w*|stop|pad|bos|eos|unk|max)[ _-]?$",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"[\w.-]*")
_NEXT_IN_URL = re.compile("[&#]")
_TOKENS_IN_URL = re.compile(r"[?&][\w.-]{0,40}\Z")

_IN_URL = re.compile(
    r"(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,30}+://(?P<user>[^\s:/@\"'<>`|]{0,80}+):(?P<secret>[^\s/\"'<>`|]{3,200})"
    r"@(?=[\w\[][\w.:\]-]*)",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"(?:bearer|basic|token|kakaoak|ssws|bot|apikey|api-key|splunk|genieKey|snowflake token=)[ \t]+[\"']?"
    r"(?P<secret>[A-Za-z0-9+/_=.~:-]{16,4000}+)",
    re.IGNORECASE,
)
_COMMANDS = tuple((trigger, re.compile(shape)) for trigger, shape in (
    ("-u", (r"\b(?:curl|https?|wget)\b[^\n|]{0,300}?[ ](?:-u|--user|--proxy-user)[ =]?[\"']?[^\s:\"']{1,80}"
     r":(?P<secret>[^\s\"']{4,200})")),
    ("-a", r"\bhttps?\b[^\n|]{0,99}?[ ](?:-a|--auth)[ =]?[\"']?[^\s:\"']{1,80}:(?P<secret>[^\s\"']{4,200})"),
    ("-p", r"\b(?:mysql|mariadb)\w{0,6}\b[^\n|;]{0,300}?[ ]-p[\"']?(?P<secret>[^\s\"'|;&]{4,100})"),
    ("sshpass", r"\bsshpass[ ]+-p[ ]?[\"']?(?P<secret>[^\s\"']{4,100})"),
    ("redis-cli", r"\bredis-cli\b[^\n|;]{0,200}?[ ](?:-a|--pass)[ ]+[\"']?(?P<secret>[^\s\"']{4,100})"),
    ("login", r"\blogin\b[^\n|;]{0,200}?[ ]-p[ =]?[\"']?(?P<secret>[^\s\"']{4,200})"),
    ("twine", r"\btwine\b[^\n|;]{0,200}?[ ]-p[ =]?[\"']?(?P<secret>[^\s\"']{4,200})"),
    ("-p", r"\b(?:mongo\w{0,8}|clickhouse-client)\b[^\n|;]{0,300}?[ ]-p[ ]+[\"']?(?P<secret>[^\s\"']{4,100})"),
    ("-P", r"\b(?:sqlcmd|bcp)\b[^\n|;]{0,300}?[ ]-P[ ]*[\"']?(?P<secret>[^\s\"']{4,100})"),
    ("ldap", r"\bldap\w{3,9}\b[^\n|;]{0,300}?[ ]-w[ ]+[\"']?(?P<secret>[^\s\"']{4,100})"),
    ("pass:", r"\bpass:(?P<secret>[^\s\"']{6,100})"),
    ("login", r"\blogin[ \t]+\S{1,80}[ \t]+password[ \t]+(?P<secret>\S{4,200})"),
    (":", r"(?m)^[\w.*-]{1,100}:(?:\d{2,5}|\*):[\w*-]{1,60}:[\w*-]{1,60}:(?P<secret>\S{6,100})$"),
    ("_auth", r"\b_auth[ ]*=[ ]*[\"']?(?P<secret>[A-Za-z0-9+/=]{16,400})"),
    ("jdbc:oracle", r"\bjdbc:oracle:thin:\w{1,40}/(?P<secret>[^\s\"']{4,80})@"),
    ("-U", r"[ ]-U[ =]?[\"']?[\w.\\-]{1,60}%(?P<secret>[^\s\"']{6,80})"),
    ("value", (r"(?i)\bname[\"']?\s{0,4}:\s{0,4}[\"']?[\w.-]{0,40}(?:pass|secret|token|key|pwd)[\w.-]{0,20}"
     r"[\"']?,?\s{1,40}"
              r"[\"']?value[\"']?\s{0,4}:\s{0,4}[\"']?(?P<secret>[^\s\"',}]{6,400})")),
    ("sudo", r"\b(?:echo|printf)[ ]+[\"']?(?P<secret>[^\s\"'|]{8,200})[\"']?[ ]*\|[ ]*sudo[ ]+-S"),
    ("-stdin", (r"\b(?:echo|printf)[ ]+[\"']?(?P<secret>[^\s\"'|]{8,200})[\"']?[ ]*\|"
     r"[ ]*\w+\b[^\n]{0,80}--password-stdin")),
    ("ig", r"(?i)\b(?:sig|signature|x-amz-signature|x-goog-signature)=(?P<secret>[A-Za-z0-9%/+_=-]{30,400})"),
    ("d", r"[\"']d[\"']\s{0,3}:\s{0,3}[\"'](?P<secret>[A-Za-z0-9_-]{40,700})[\"']"),
    ("BY", r"\bIDENTIFIED[ ]+BY[ ]+[\"'](?P<secret>[^\s\"']{6,100})[\"']"),
    ("by", r"\bidentified[ ]+by[ ]+[\"'](?P<secret>[^\s\"']{6,100})[\"']"),
))  # fmt: skip
_AWS_PAIR = re.compile(r"(?:AKIA|ASIA)[A-Z0-9]{16}")
_AWS_SECRET = re.compile(r"(?<![A-Za-z0-9/+=_-])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])")
_NEAR = 250  # characters between the two halves of a key
_BEGIN = re.compile(r"-{4,5} ?BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}")
_END = re.compile(r"-{4,5} ?END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}")
_LONGEST_KEY = 20_000
_KEY_LINES = re.compile(r"(?:[\s\"'+,\\]|\\[nr]|[A-Za-z0-9+/=:.-])*")
_BODY = re.compile(r"[A-Za-z0-9+/=]{16}")
_PUTTY = re.compile(r"Private-Lines: \d+\r?\n(?P<secret>(?:[A-Za-z0-9+/=]+\r?\n?){1,200})")


def find_assigned(text: str) -> Iterator[Span]:
    """Yield values of names such as ``password``, ``SECRET_KEY`` and ``인증키``."""
    for start, end in _names(text):
        said = _VALUE.match(text, end) or _flag_value(text, start, end)
        if said is None:
            continue
        group = "quoted" if said["quoted"] else "bare"
        value = said[group].rstrip(".,:;)") if group == "bare" else said[group]
        before = text[max(0, start - _BEFORE) : start]
        if ("&" in value or "#" in value) and _TOKENS_IN_URL.search(before):
            value = _NEXT_IN_URL.split(value)[0]
        is_named_password = text[start] in _PASSWORD_INITIALS
        if _is_secret(value, group == "bare", is_named_password) and not _PUBLIC.search(before):
            suffix = _SUFFIX.match(text, end, said.start(group))
            if not (suffix and _NO_SECRET.search(suffix[0])):
                at = said.start(group)
                yield at, at + len(value), "password" if is_named_password else "assigned secret"


def _flag_value(text: str, start: int, end: int) -> re.Match[str] | None:
    """Return the value after an option such as ``--db-password``."""
    before = text[max(0, start - _BEFORE) : start]
    return _FLAG_VALUE.match(text, end) if "-" in before and _FLAG.search(before) else None


@lru_cache(4096)
def _is_secret(value: str, bare: bool, sure: bool) -> bool:
    return is_random(value) or is_password(value, bare=bare, sure=sure)


def _names(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the names of secrets stand, without what precedes and follows their stems."""
    lower = text.lower()
    if len(lower) != len(text):  # a few capitals become two letters
        lower = text
    for stem in _STEMS:
        at = lower.find(stem)
        while at >= 0:
            end = at + len(stem)
            if stem != "key" or _KEY.search(lower[max(0, at - 16) : at]):
                yield at, end
            at = lower.find(stem, end)


def find_in_urls(text: str) -> Iterator[Span]:
    """Yield passwords between a user and a host."""
    for found in _IN_URL.finditer(text):
        secret = found["secret"]
        if is_password(secret, bare=False, sure=True, shortest=5) and secret.lower() != found["user"].lower():
            yield *found.span("secret"), "password in a URL"


def find_headers(text: str) -> Iterator[Span]:
    """Yield the credentials of ``Authorization`` headers."""
    for found in _HEADER.finditer(text):
        secret = found["secret"].rstrip(".:")
        pair = _pair_in(secret)
        is_secret = is_password(pair, bare=False, sure=True, shortest=4) if pair else is_random(secret)
        if is_secret:
            start = found.start("secret")
            yield start, start + len(secret), "basic credentials" if pair else "bearer token"


def _pair_in(secret: str) -> str:
    """Return the longer half of a user and a password in base64; "" for anything else."""
    try:
        said = b64decode(secret + "=" * (-len(secret) % 4), validate=True).decode("ascii").strip()
    except ValueError:
        return ""
    return max(said.split(":", 1), key=len) if ":" in said and said.isprintable() else ""


def find_in_commands(text: str) -> Iterator[Span]:
    """Yield passwords in command lines and in files such as ``.netrc`` and ``.pgpass``."""
    for trigger, shape in _COMMANDS:
        for found in shape.finditer(text) if trigger in text else ():
            secret = found["secret"]
            if is_random(secret) or is_password(secret, bare=False, sure=True):
                yield *found.span("secret"), "password"


def find_aws_secrets(text: str) -> Iterator[Span]:
    """Yield the secret half of an AWS key that stands near its first half."""
    for key in _AWS_PAIR.finditer(text):
        for secret in _AWS_SECRET.finditer(text, max(0, key.start() - _NEAR), key.end() + _NEAR):
            if is_random(secret[0]):
                yield *secret.span(), "AWS secret key"


def find_private_keys(text: str) -> Iterator[Span]:
    """Yield blocks of private keys, also escaped in strings; without an end, up to what can be none of it."""
    ends = list(_END.finditer(text))
    starts = [end.start() for end in ends]
    past = 0
    begins = list(_BEGIN.finditer(text))
    for begin, after in zip(begins, [*(one.start() for one in begins[1:]), len(text)], strict=False):
        if begin.start() < past:
            continue
        at = bisect_left(starts, begin.end())
        end = ends[at].end() if at < len(ends) and starts[at] - begin.end() < _LONGEST_KEY else 0
        if not end or end > after:
            body = _KEY_LINES.match(text, begin.end(), min(after, begin.end() + _LONGEST_KEY))
            end = begin.end() + len(body[0].rstrip("\n \t\r\"',\\")) if body else begin.end()
        if _BODY.search(text, begin.end(), end) and "..." not in text[begin.end() : end]:
            yield begin.start(), end, "private key"
            past = end
    for found in _PUTTY.finditer(text):
        yield found.start("secret"), found.start("secret") + len(found["secret"].rstrip()), "private key"

"""Remove keys and tokens from a provider's messages before they are logged."""

from __future__ import annotations

import re

LIMIT = 500  # characters: enough to diagnose an error, without a whole HTML page
REMOVED = "[removed]"
LONG_ENOUGH = 4  # characters; a shorter key would match parts of words
UNMISTAKABLE = 8  # characters; a shorter key must match a whole word

_SHAPES = re.compile(
    r"""
    \b(?:sk|pk|rk|gsk|xai|hf|til|r8|nvapi|ghp|gho|ghs|github_pat|glpat)[-_][\w*.-]{6,}  # keys by their prefixes
    | \bAIza[\w-]{10,} | \bya29\.[\w.-]+ | \bAQ\.[\w-]{10,}                             # Google's
    | \beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?                                                  # JSON Web Tokens
    | (?<=://)[^/\s@]+(?=@)                                                             # user:password@host
    """,
    re.VERBOSE,
)
_NAMED = re.compile(
    r"""(?P<name>\b(?:bearer|basic)\s+|(?:api[-_]?key|access[-_]?token|token|secret|password|\bkey)["']?\s*[=:]\s*["']?)
    [^\s"'&,;<>{}]{6,}""",
    re.IGNORECASE | re.VERBOSE,
)


def redact(text: str, *secrets: str) -> str:
    """Return ``text`` in one line of at most 500 characters, without ``secrets`` and anything that looks like one."""
    for secret in secrets:
        if len(secret) >= UNMISTAKABLE:
            text = text.replace(secret, REMOVED)
        elif len(secret) >= LONG_ENOUGH:
            text = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", REMOVED, text)
    text = _SHAPES.sub(REMOVED, text)
    text = _NAMED.sub(lambda found: found["name"] + REMOVED, text)
    text = text.replace("\0", "").encode("utf-8", "replace").decode()  # what a database stores
    return " ".join(text.split())[:LIMIT]

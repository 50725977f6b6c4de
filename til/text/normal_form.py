"""The normal form of tag names: case, spaces, hyphens and underscores make no difference."""

import re
import unicodedata

LONGEST = 60
COMMON = {  # common synonyms by key; the site's own tags and aliases take precedence
    "js": "javascript",
    "자바스크립트": "javascript",
    "ts": "typescript",
    "타입스크립트": "typescript",
    "py": "python",
    "파이썬": "python",
    "postgres": "postgresql",
    "포스트그레스": "postgresql",
    "포스트그레sql": "postgresql",
    "psql": "postgresql",
    "k8s": "kubernetes",
    "쿠버네티스": "kubernetes",
    "golang": "go",
    "node": "node.js",
    "nodejs": "node.js",
    "도커": "docker",
    "깃": "git",
    "리액트": "react",
    "리눅스": "linux",
    "장고": "django",
}


def clean_name(name: str) -> str:
    """Return a tag's name as stored: NFKC, one line, no surrounding ``#``, quotes or spaces."""
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", name)).strip(" \"'`,;")
    return plain.lstrip("#").strip()[:LONGEST].strip()


def canonical_key(name: str) -> str:
    """Return the key that all spellings of a tag share: NFKC, case folded, no spaces, hyphens or underscores.

    Empty only for an empty name.
    """
    key = _fold(name)
    while (again := _fold(key)) != key:  # folding may expose a quote or compose a letter
        key = again
    return key


def _fold(name: str) -> str:
    folded = unicodedata.normalize("NFKC", clean_name(name).casefold())
    return re.sub(r"[\s\-_\u2010-\u2015]+", "", folded) or folded

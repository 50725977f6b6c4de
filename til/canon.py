"""When two names are one tag: case, blanks, hyphens and underscores make no difference."""

import re
import unicodedata

LONGEST = 60
COMMON = {  # what people call things, by key; a tag or alias of the site itself comes first
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
    "도커": "docker",
    "깃": "git",
    "리액트": "react",
    "리눅스": "linux",
    "장고": "django",
}


def clean_name(name: str) -> str:
    """Return a tag's name as it is kept: NFKC, one line, no surrounding ``#``, quotes or blanks."""
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", name)).strip(" \"'`,;")
    return plain.lstrip("#").strip()[:LONGEST].strip()


def canonical_key(name: str) -> str:
    """Return what two names of one tag have in common: NFKC, case folded, no blanks, hyphens or underscores.

    Empty only where the name is.
    """
    key = _fold(name)
    while (again := _fold(key)) != key:  # folding may uncover a quote or compose a letter
        key = again
    return key


def _fold(name: str) -> str:
    folded = unicodedata.normalize("NFKC", clean_name(name).casefold())
    return re.sub(r"[\s\-_\u2010-\u2015]+", "", folded) or folded

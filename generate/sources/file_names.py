"""The language of a file by its name, as the highlighter calls it."""

import re

from pygments.lexers import find_lexer_class_for_filename

_BY_ENDING = {
    **{name: name for name in ("csv", "tsv", "log", "json", "yaml", "toml", "ini", "xml", "sql", "tsx", "jsx", "vue")},
    **{name: name for name in ("r", "hcl", "nix", "cmake", "groovy", "diff", "proto", "graphql")},
    "jsonl": "json", "json5": "json", "ndjson": "json", "geojson": "json", "webmanifest": "json",
    "yml": "yaml", "cfg": "ini", "conf": "ini", "env": "ini", "properties": "ini", "svg": "xml", "plist": "xml",
    "h": "c", "hpp": "cpp", "hh": "cpp", "ino": "cpp", "ts": "typescript", "mts": "typescript", "cts": "typescript",
    "mjs": "javascript", "cjs": "javascript", "m": "objectivec", "mm": "objectivec", "pl": "perl", "pm": "perl",
    "t": "perl", "tf": "hcl", "tfvars": "hcl", "patch": "diff", "out": "text", "s": "gas", "asm": "nasm",
    "inc": "php", "cls": "tex", "sty": "tex", "ps1": "powershell", "psm1": "powershell", "bat": "batch", "cmd": "batch",
    "zsh": "zsh", "fish": "fish", "kts": "kotlin", "gradle": "groovy", "gql": "graphql", "f": "fortran",
    "f90": "fortran", "d": "d", "cl": "c", "pro": "prolog", "sc": "scala", "fs": "fsharp", "ex": "elixir",
    "exs": "elixir", "lock": "text", "typ": "typst", "svelte": "html",
}  # fmt: skip
_BY_NAME = (
    (r"(?:.*\.)?(?:docker|container)file(?:\..*)?", "docker"),
    (r"(?:gnu)?makefile(?:\..*)?", "make"),
    (r"jenkinsfile(?:\..*)?", "groovy"),
    (r"cmakelists\.txt", "cmake"),
    (r"(?:vagrant|gem|rake|pod|brew|guard|cap|fast|app)file|config\.ru", "ruby"),
    (r"\.?justfile", "make"),
    (r"procfile|\.?editorconfig|\.?gitconfig|\.?gitmodules|\.?npmrc|\.?env(?:\..*)?", "ini"),
    (
        r"(?:requirements|constraints)[\w-]*\.txt|\.?(?:git|docker|npm)ignore|codeowners|go\.(?:mod|sum)",
        "text",
    ),
    (r"nginx.*\.conf", "nginx"),
    (r"\.?(?:bash|z|k)(?:rc|_profile|env|_aliases)|\.?profile", "bash"),
    (r"\.?vimrc", "vim"),
    (r"pkgbuild", "bash"),
)


def is_named(name: str) -> bool:
    """Return whether a file's whole name tells what it is, whatever its ending."""
    return _named(name) != "" or ("." not in name and language_of_name(name, "") != "")


def language_of_name(name: str, ending: str) -> str:
    """Return the fence language for a file's name (Dockerfile, Makefile) or extension; '' if unknown."""
    said = _named(name) or _BY_ENDING.get(ending, "")
    if said:
        return said
    lexer = find_lexer_class_for_filename(name) or find_lexer_class_for_filename(f"x.{ending}")
    return str(lexer.aliases[0]) if lexer and lexer.aliases else ""


def _named(name: str) -> str:
    return next((language for shape, language in _BY_NAME if re.fullmatch(shape, name, re.IGNORECASE)), "")

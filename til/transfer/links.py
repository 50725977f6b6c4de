"""Convert links between notes into links between TILs: relative, wiki-style, Jekyll's and Hugo's."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import quote, unquote, urlsplit

from til.slugs import generate_slug
from til.transfer.prose import outside_code

_INLINE = re.compile(
    r"(!?)\[((?:[^\[\]\\\n]|\\.|\[[^\[\]\n]*\]){0,300})\]\(\s*(<[^<>\n]*>|(?:[^\s()<>]|\([^\s()]*\))+)(\s[^()\n]*)?\)"
)
_DEFINED = re.compile(r"^( {0,3}\[(?!\^)[^\]\n]+\]:[ \t]*)(\S+)", re.MULTILINE)
_HTML = re.compile(r"""(<a\s[^>\n]*?\bhref\s*=\s*["'])([^"'\n]+)""", re.IGNORECASE)
_WIKI = re.compile(r"(!?)\[\[([^\[\]|#\n]*)(#[^\[\]|\n]*)?(?:\\?\|([^\[\]\n]*))?\]\]")
_JEKYLL = re.compile(r"""\{%-?\s*(?:post_url|post_path|post_link|link)\s+["']?([^\s"'%]+)["']?([^%\n]*?)\s*-?%\}""")
_HUGO = re.compile(r"""\{\{[<%]\s*(?:rel)?ref\s+(?:path\s*=\s*)?["']?([^\s"'<>%]+)["']?([^>%\n]*?)[>%]\}\}""")
_TARGET_OF = re.compile(r"""(?:\]\(\s*<?|\]:[ \t]*|=\s*["'])$""")  # what stands before a link's address
_DATED = re.compile(r"^\d{4}-\d{1,2}-\d{1,2}-")
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|avif|bmp)$", re.IGNORECASE)
_ENDS = ("", ".md", ".mdx", "/index.md", "/_index.md", "/README.md")
_CONTENT = re.compile(r"^(?:src/)?(?:content|docs|source)/")  # where the paths of a site's own links begin
_NOTE = re.compile(r"\.(?:md|markdown|mdx|html?)$", re.IGNORECASE)


_WAITING = "til:"


@dataclass
class Places:
    """The addresses of a collection's notes, by path and by every other name.

    ``files`` are all files of the collection; ``elsewhere`` is the repository's web address, or "".
    """

    files: frozenset[str] = frozenset()
    elsewhere: str = ""
    is_vault: bool = False  # an Obsidian vault, in which double brackets are links even if the note is missing
    addresses: dict[str, str] = field(default_factory=dict)  # of notes already imported
    _titles: dict[str, str] = field(default_factory=dict)  # by path
    _names: dict[str, str] = field(default_factory=dict)
    _folders: frozenset[str] = frozenset()
    _pictures: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._folders = frozenset(str(folder) for path in self.files for folder in PurePosixPath(path).parents)
        shown = (path for path in sorted(self.files, reverse=True) if _PICTURE.search(path))
        self._pictures = {PurePosixPath(path).name.lower(): path for path in shown}

    def add(self, path: str, names: Iterable[str], title: str) -> None:
        """Register a note under its path, names and title."""
        self._titles[path] = title
        stem = PurePosixPath(path).stem
        below = _CONTENT.sub("", path).rpartition(".")[0]
        for name in (*names, title, path.rpartition(".")[0], below, stem, _DATED.sub("", stem)):
            self._names.setdefault(_key(name), path)

    def find(self, target: str, note: str) -> str:
        """Return the address of the note that ``target`` in ``note`` refers to, or ""."""
        return self._address(self._found(target, note))

    def titled(self, target: str, note: str) -> str:
        """Return the title of the note that ``target`` in ``note`` refers to, or ""."""
        return self._titles.get(self._found(target, note), "")

    def _found(self, target: str, note: str) -> str:
        path = unquote(target).strip()
        beside = _joined(PurePosixPath(note).parent.as_posix(), path)
        is_name = path.startswith("/") or _NOTE.search(path) or "/" not in path
        spelled = (f"{place}{end}" for place in (beside, path.lstrip("/")) for end in _ENDS)
        found = next((one for one in spelled if one in self._titles), "") or self._names.get(_key(beside), "")
        found = found or (self._names.get(_key(path), "") if is_name else "")
        if not found and _NOTE.search(path):  # the folder may have another name on the site
            found = self._names.get(_key(PurePosixPath(path).name), "")
        return found

    def named(self, name: str) -> str:
        """Return the address of the note with this name, in any folder."""
        return self._address(self._names.get(_key(PurePosixPath(name).name), ""))

    def picture(self, name: str) -> str:
        """Return the path of the picture with this name, in any folder."""
        return self._pictures.get(PurePosixPath(name).name.lower(), "")

    def has(self, path: str) -> bool:
        """Return whether a file or folder exists at this path."""
        return path in self.files or path in self._folders

    def _address(self, path: str) -> str:
        return self.addresses.get(path, f"{_WAITING}{quote(path)}") if path else ""


@dataclass
class Linked:
    """Content with converted links, and the links without a target."""

    content: str
    dead: list[str] = field(default_factory=list)

    @property
    def is_waiting(self) -> bool:
        """Whether it links to a note that is not imported yet."""
        return _WAITING in self.content


def _key(name: str) -> str:
    return _NOTE.sub("", name).strip("/ ").casefold().replace(" ", "-")


def _joined(folder: str, path: str) -> str:
    parts: list[str] = []
    for part in (path if path.startswith("/") else f"{folder}/{path}").split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)


def convert_links(content: str, note: str, places: Places) -> Linked:
    """Return the content of the note at path ``note`` with links to TILs; code stays unchanged."""
    linked = Linked("")

    def target(written: str) -> str:
        return _target(written, note, places, linked)

    def inline(found: re.Match[str]) -> str:
        if found[1] and (beside := _beside(found[3], note, places)):
            return f"![{found[2]}]({beside}{found[4] or ''})"
        if found[1] or (led := target(found[3])) == found[3]:
            return found[0]
        return f"[{found[2]}]({led}{found[4] or ''})" if led else found[2]

    def wiki(found: re.Match[str]) -> str:
        return _wiki(found, note, places, linked)

    def tag(found: re.Match[str]) -> str:
        return _tag(found, note, places, linked)

    def change(text: str) -> str:
        text = _JEKYLL.sub(tag, _HUGO.sub(tag, text))
        text = _INLINE.sub(inline, text)
        text = _DEFINED.sub(lambda found: found[1] + (target(found[2]) or found[2]), text)
        text = _HTML.sub(lambda found: found[1] + (target(found[2]) or found[2]), text)
        return _WIKI.sub(wiki, text)

    linked.content = outside_code(content, change)
    return linked


def _beside(name: str, note: str, places: Places) -> str:
    """Return the path of a picture that is named without its folder, or "" if it lies beside the note."""
    picture = "" if "/" in name else places.picture(unquote(name))
    is_beside = places.has(_joined(PurePosixPath(note).parent.as_posix(), unquote(name)))
    return _relative(picture, note) if picture and not is_beside else ""


def _tag(found: re.Match[str], note: str, places: Places, linked: Linked) -> str:
    """Return the target of a link's tag; where the tag is no link's address, a link with the target's title."""
    written = found[1]
    if _TARGET_OF.search(found.string, max(0, found.start() - 20), found.start()):
        return written
    said = found[2].strip().removesuffix("true").removesuffix("false").strip(" \"'")
    path, _, heading = written.partition("#")
    address = places.find(path, note)
    if not address:
        linked.dead.append(written)
        return said or path
    anchor = f"#h-{generate_slug(unquote(heading), 'section')}" if heading else ""
    return f"[{escaped(said or places.titled(path, note))}]({address}{anchor})"


def escaped(words: str) -> str:
    """Return words for a link's text."""
    return re.sub(r"([\\\[\]])", r"\\\1", words)


def _target(written: str, note: str, places: Places, linked: Linked) -> str:
    """Return a link's new target: a TIL, a file in the repository, or the old target; "" if it is missing."""
    bare = written.removeprefix("<").removesuffix(">")
    parts = urlsplit(bare)
    path = _inside(bare, places) if parts.scheme or parts.netloc else parts.path
    if not path:
        return written
    if found := places.find(path, note):
        return found + (f"#h-{generate_slug(unquote(parts.fragment), 'section')}" if parts.fragment else "")
    if parts.scheme or parts.netloc or path.startswith("/"):
        return written
    beside = _joined(PurePosixPath(note).parent.as_posix(), unquote(path))
    if places.elsewhere and places.has(beside):
        return f"{places.elsewhere}/{quote(beside)}" + (f"#{parts.fragment}" if parts.fragment else "")
    linked.dead.append(bare)
    return "" if _NOTE.search(path) or _DATED.match(path) else written


def _inside(address: str, places: Places) -> str:
    """Return the path inside the collection for an absolute URL of its repository, or ""."""
    owner = places.elsewhere.rpartition("/blob/")[0]
    found = re.match(rf"{re.escape(owner)}/(?:blob|tree|raw)/[^/]+/([^?#]+)", address) if owner else None
    return found[1] if found else ""


def _wiki(found: re.Match[str], note: str, places: Places, linked: Linked) -> str:
    embeds, name, heading, said = found[1], found[2].strip(), (found[3] or "")[1:], (found[4] or "").strip()
    if embeds and (picture := places.picture(name)):
        return f"![{'' if said.isdigit() else said}]({_relative(picture, note)})"
    words = said or (f"{name} › {heading.lstrip('^')}" if name and heading else name or heading)
    anchor = f"#h-{generate_slug(heading, 'section')}" if heading and not heading.startswith("^") else ""
    if not name:
        return f"[{words}]({anchor})" if anchor else words
    if address := places.find(name, note) or places.named(name):
        return f"[{words}]({address}{anchor})"
    if not said and not embeds and not places.is_vault:  # [[Prototype]] is JavaScript's
        return found[0]
    linked.dead.append(name)
    return words


def _relative(path: str, note: str) -> str:
    up = "../" * (len(PurePosixPath(note).parts) - 1)
    return quote(up + path)

"""One Markdown file of a collection, with its title, tags, day and language."""

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone

from til.transfer.dates import as_date, stated_values
from til.transfer.fields import split

LONGEST_TITLE = 200
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r"^#(?:\s+|(?=[가-힣]))(.+?)\s*#*\s*$")
_IN_PATH = re.compile(r"(?<!\d)((?:19|20)\d{2})[-_./년 ]+(\d{1,2})[-_./월 ]+(\d{1,2})일?(?!\d)")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)")
_SHORT_YEAR = re.compile(r"(?<!\d)([12]\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_NO_TOPICS = """
docs doc src posts _posts post til tils notes note content contents blog pages md topics topic articles article archive
archives _notes _til collections _collections source data wiki obsidian vault inbox daily dailies journal diary log logs
_drafts drafts draft en ko kr ja misc etc uncategorized
january february march april may june july august september october november december
jan feb mar apr jun jul aug sep sept oct nov dec
"""
_NO_TOPIC = frozenset(_NO_TOPICS.split())
_PERIOD = re.compile(
    r"(?:\d{1,4}(?:[-_.]\d{1,2}){0,2}(?:년도?|월|일)?|(?:week|day|w|q)[-_ ]?\d+|\d{4}[-_ ]?[a-z]{3,9}|\d+주차?)",
    re.IGNORECASE,
)
_INDEXES = {"readme", "index", "_index"}
_TITLE_FIELDS, _TAG_FIELDS = (
    ("title", "제목"),
    ("tags", "tag", "태그", "categories", "category", "keywords"),
)
_SPACED = {"tags", "categories"}  # Jekyll separates tags by spaces

_FORMER = ("redirect_from", "aliases", "alias", "permalink", "url")


def _listed(value: Any) -> list[str]:
    return [str(one) for one in value if one] if isinstance(value, list) else [str(value)] if value else []


@dataclass(frozen=True, slots=True)
class Note:
    """One note. ``path`` is relative to the collection; ``day`` is None if neither file nor path has one."""

    path: str
    title: str
    content: str
    tags: list[str]
    day: date | None
    language: str
    excerpt: str
    fields: dict[str, Any] = field(default_factory=dict)
    fault: str = ""  # why the front matter could not be parsed

    @property
    def is_exported(self) -> bool:
        """Whether tilsite exported it; such a file is imported unchanged."""
        return isinstance(self.fields.get("day"), int) and "slug" in self.fields

    @property
    def names(self) -> list[str]:
        """Other names used in wiki links."""
        return [name for name in _listed(self.fields.get("aliases") or self.fields.get("alias")) if "/" not in name]

    @property
    def slug(self) -> str:
        """The slug stated in the front matter, if any."""
        return str(self.fields.get("slug") or "").strip("/").rpartition("/")[2]

    @property
    def said_excerpt(self) -> str:
        """The excerpt stated in the front matter, if any."""
        return str(_first(self.fields, ("description", "excerpt", "summary")) or "")

    @property
    def former(self) -> list[str]:
        """Former paths, from the front matter."""
        said = [one for name in _FORMER for one in _listed(self.fields.get(name))]
        return [one for one in said if one.startswith(("/", "http://", "https://")) and ":" not in urlsplit(one).path]

    @property
    def wrong_date(self) -> str:
        """The first date in the front matter that is impossible or in no known form, or ""."""
        unread = (str(value) for value in stated_values(self.fields) if as_date(value) is None)
        return next((text[:40] for text in unread if any(letter.isdigit() for letter in text)), "")


def read_note(path: str, text: str) -> Note:
    """Parse a file's text (LF line ends). Never raises."""
    fields, content, fault = split(text)
    fields = {str(name).lower(): value for name, value in fields.items()}
    if fields.get("created") and str(fields.get("source")).startswith("http") and "day" not in fields:
        fields.pop("published", None)  # the date of a clipped article, not of the note
    given = _first(fields, _TITLE_FIELDS)
    note = Note(path, str(given or ""), content, _tags(fields, path), None, "", "", fields, fault)
    if note.is_exported:
        return _with(note, title=str(given), day=as_date(fields.get("published") or fields.get("created")))
    heading, rest = split_title(content)
    title = str(given or heading or title_of(path))
    if heading and (not given or str(given).strip() == heading) and rest is not None and len(heading) <= LONGEST_TITLE:
        content = rest
    return _with(
        note,
        title=title,
        content=content,
        day=_said_day(fields) or day_in(path) or _said_day(fields, changed=True),
        language=language_of(title + content),
        excerpt=note.said_excerpt or first_paragraph(content),
    )


def _with(note: Note, **changes: Any) -> Note:
    title = re.sub(r"\s+", " ", changes.pop("title")).strip()[:LONGEST_TITLE] or title_of(note.path)
    values = {name: getattr(note, name) for name in Note.__slots__}
    return Note(**values | changes | {"title": title})


def _first(fields: dict[str, Any], names: tuple[str, ...]) -> Any:
    return next((fields[name] for name in names if fields.get(name)), None)


def _said_day(fields: dict[str, Any], *, changed: bool = False) -> date | None:
    return next((day for value in stated_values(fields, changed=changed) if (day := as_date(value))), None)


def split_title(content: str) -> tuple[str, str | None]:
    """Return the level-one heading and the content without it, if it is the first line; None otherwise."""
    fence = ""
    lines = content.split("\n")
    for number, line in enumerate(lines):
        marker = _FENCE.match(line)
        if marker and (not fence or marker.group(1).startswith(fence)):
            fence = "" if fence else marker.group(1)
        elif not fence and (title := _title_at(lines, number)):
            is_first = not "".join(lines[:number]).strip()
            after = number + (1 if line.startswith("#") else 2)
            return title, "\n".join(lines[after:]).lstrip("\n") if is_first else None
    return "", None


def _title_at(lines: list[str], number: int) -> str:
    line, below = lines[number], lines[number + 1] if number + 1 < len(lines) else ""
    if match := _HEADING.match(line):
        return plain(match.group(1))
    return plain(line) if line.strip() and re.fullmatch(r"={3,}\s*", below) else ""


def plain(markdown: str) -> str:
    """Return a line without Markdown for emphasis, code and links."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    text = re.sub(r"\*\*|__|`", "", text)
    return re.sub(r"(?<![\w*\\])\*(?=[^\s*])([^*\n]*[^\s*\\])\*(?![\w*])", r"\1", text).strip()


def title_of(path: str) -> str:
    """Return a title from a file's name, or from its folder's if the name is generic."""
    place = PurePosixPath(path)
    name = place.parent.name if place.stem.lower() in _INDEXES and place.parent.name else place.stem
    for dated in (_IN_PATH, _COMPACT, _SHORT_YEAR):
        name = dated.sub("", name, count=1) if _day_of(name) else name
    bare = name.strip(" -_.")
    words = re.sub(r"[-_]+", " ", bare).strip()
    return words or place.stem or "TIL"


def day_in(path: str) -> date | None:
    """Return the date in a path, searched from its end: 2020-01-31, 2020/01/31, 20200131, 200131."""
    return _day_of(PurePosixPath(path).with_suffix("").as_posix())


def _day_of(words: str) -> date | None:
    for pattern, century in ((_IN_PATH, ""), (_COMPACT, ""), (_SHORT_YEAR, "20")):
        for year, month, day in reversed(pattern.findall(words)):
            try:
                found = date(int(century + year), int(month), int(day))
            except ValueError:
                continue
            if not century or found <= timezone.localdate():  # six digits are also other numbers
                return found
    return None


def _tags(fields: dict[str, Any], path: str) -> list[str]:
    given = [tag for name in _TAG_FIELDS if fields.get(name) for tag in _several(name, fields[name])]
    if given:
        return list(dict.fromkeys(given))
    folders = [folder for folder in PurePosixPath(path).parent.parts if folder.lower() not in _NO_TOPIC]
    if PurePosixPath(path).stem.lower() in _INDEXES and len(folders) > 1:
        folders = folders[:-1]  # the last one is the title
    topics = [re.sub(r"^\d+[-_. ]+", "", folder) for folder in folders if not _is_period(folder)]
    return [topic for topic in topics if not _is_period(topic)][-2:]


def _several(name: str, given: Any) -> list[str]:
    if isinstance(given, dict):
        given = [given.get("label") or given.get("name")]
    if isinstance(given, list):
        whole = ([str(one)] if not isinstance(one, list | dict) else _several("", one) for one in given if one)
        return [tag for tags in whole for tag in tags]
    if not isinstance(given, str):
        return []
    parts = re.split(r"[,;]\s*|\s+#", given.strip().lstrip("#"))
    if len(parts) == 1 and name in _SPACED:
        parts = given.split()
    return [part for part in parts if part.strip()]


def _is_period(folder: str) -> bool:
    return _day_of(folder) is not None or _PERIOD.fullmatch(folder) is not None


def language_of(text: str) -> str:
    """Return ``ko`` if at least one letter in ten is Hangul, else ``en``."""
    korean = len(re.findall(r"[가-힣]", text))
    return "ko" if korean * 10 >= korean + len(re.findall(r"[A-Za-z]", text)) and korean else "en"


def first_paragraph(content: str) -> str:
    """Return the first lines of plain text, at most 300 characters, cut at a word."""
    for block in re.split(r"\n\s*\n", content):
        if re.match(r"\s*(?:[#>|`~<\[!*+-]|\d+[.)]\s|\s{4})", block):
            continue
        text = re.sub(r"\s+", " ", plain(block)).strip()
        if len(text) >= 20:
            return text if len(text) <= 300 else text[:300].rpartition(" ")[0] + " …"
    return ""

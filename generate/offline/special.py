"""Raw blocks recognised by their beginning: sessions, tracebacks, diffs, YAML, database tables."""

import re
from collections.abc import Callable, Sequence

from generate.offline.lines import fence_of, has_hangul, heading_of, indent_of, is_blank
from generate.offline.shell import prompt_of
from generate.offline.verdict import LOOK, Verdict, judge, strip_quoted, wordiness

_DIFF_START = re.compile(r"diff --git |@@ -\d+|--- [ab]/|--- \S+\.\w+")
_DIFF_LINE = re.compile(
    r"[+\-@\\ ]|index [0-9a-f]|diff --git |(?:new|deleted) file mode|similarity |rename |old mode|Binary files"
)
_EXCEPTION = re.compile(r"[\w.]+(?::|$)")
_KEY = re.compile(r"(?:- )?[A-Za-z_][\w./-]*:(?:\s|$)")
_FILE = re.compile(r"[\w./-]+\.[a-z]{1,6}:\s*$")
_SECTION = re.compile(r"\s*\[\[?[A-Za-z][\w. \"/:-]*\]\]?\s*$")
_SETTING = re.compile(r"\s*[A-Za-z_][\w. \"-]{0,60}=|[#;] ")
_TABLE_RULE = re.compile(r"\s*-+(?:\+-+)+\s*$|\s*\+(?:-+\+)+\s*$")
YAML_LINES = 12  # lines examined before the rest is read

Lines = Sequence[str]


def special_end(lines: Lines, start: int) -> tuple[int, str] | None:
    """Return the end (exclusive) and language of the recognised block that begins at ``start``."""
    for finder, language in _FINDERS:
        end = finder(lines, start)
        if end is not None:
            return end, language or prompt_of(lines[start]) or "console"
    return None


def next_seen(lines: Lines, index: int) -> int:
    """Return the index of the first non-blank line from ``index`` on, or the number of lines."""
    while index < len(lines) and is_blank(lines[index]):
        index += 1
    return index


def _session_end(lines: Lines, start: int) -> int | None:
    if prompt_of(lines[start]) is None:
        return None
    is_sql = prompt_of(lines[start]) == "sql"
    end = start + 1
    while end < len(lines):
        seen = end
        if is_blank(lines[end]):
            seen = next_seen(lines, end)
            if seen == len(lines) or seen > end + 2 or not _goes_on(lines[seen]):
                break
        elif not _is_output(lines[end]) or (is_sql and _is_remark(lines[end])):
            break
        end = seen + 1
    return end


def _goes_on(line: str) -> bool:
    """Return whether a session continues with this line after a blank line."""
    return prompt_of(line) is not None or (
        indent_of(line) > 0 and _is_output(line) and judge(line) is not Verdict.PROSE
    )


def _is_output(line: str) -> bool:
    text = line[:LOOK]
    if fence_of(text) or (heading_of(text) and not prompt_of(text)) or text.lstrip().startswith(("- ", "> ", "http")):
        return False
    return not has_hangul(text) or judge(text) is not Verdict.PROSE or indent_of(text) > 1


def _is_remark(line: str) -> bool:
    """Return whether a line below a query is the author's remark rather than output: a sentence in lower case."""
    return line[:1].islower() and prompt_of(line) is None and wordiness(strip_quoted(line[:LOOK])) > 2


def _traceback_end(lines: Lines, start: int) -> int | None:
    if not lines[start].strip().startswith("Traceback (most recent call last)"):
        return None
    base = indent_of(lines[start])
    end = start + 1
    while end < len(lines) and not is_blank(lines[end]) and indent_of(lines[end]) > base:
        end += 1
    if end < len(lines) and _EXCEPTION.match(lines[end].strip()):
        end += 1
    return end


def _diff_end(lines: Lines, start: int) -> int | None:
    if not _DIFF_START.match(lines[start]) and not _is_bare_diff(lines, start):
        return None
    end = start + 1
    while end < len(lines):
        if not _DIFF_LINE.match(lines[end]):
            following = lines[end + 1] if end + 1 < len(lines) else ""
            if lines[end] or not re.match(r"[+@ ]|-\S|diff --git ", following):
                break
        end += 1
    return end


def _is_bare_diff(lines: Lines, start: int) -> bool:
    """Return whether adjacent ``-`` and ``+`` lines of code form a diff without a header."""
    pair = [line[:LOOK] for line in lines[start : start + 2]]
    if len(pair) < 2 or pair[0][:1] != "-" or pair[1][:1] != "+" or any(has_hangul(line) for line in pair):
        return False
    return all(len(line) > 1 and judge(line[1:] or "-") is not Verdict.PROSE for line in pair)


def _table_end(lines: Lines, start: int) -> int | None:
    if _is_plan(lines, start):
        return _while_row(lines, start + 2)
    ruled = start + 1 if not _TABLE_RULE.match(lines[start][:LOOK]) else start
    if ruled >= len(lines) or not _TABLE_RULE.match(lines[ruled][:LOOK]):
        return None
    return _while_row(lines, ruled + 1)


def _is_plan(lines: Lines, start: int) -> bool:
    """Return whether a centred heading above dashes begins a one-column table such as a query plan."""
    return (
        start + 1 < len(lines)
        and indent_of(lines[start]) > 5
        and len(lines[start + 1]) > 4
        and not lines[start + 1].strip("-")
    )


def _while_row(lines: Lines, end: int) -> int:
    while (
        end < len(lines)
        and not is_blank(lines[end])
        and ("|" in lines[end] or re.match(r"\(\d+ row|\+-| ", lines[end]))
    ):
        end += 1
    return end


def _yaml_end(lines: Lines, start: int) -> int | None:
    if (
        not _KEY.match(lines[start])
        or _FILE.match(lines[start])
        or (lines[start][0].isupper() and lines[start].rstrip()[-1] == ":")
    ):
        return None
    if start and _KEY.match(lines[start - 1][:LOOK]) and not _FILE.match(lines[start - 1]):
        return None  # the line above was already examined with this one and is not YAML
    if not _looks_yaml(lines[start : _yaml_extent(lines, start, start + YAML_LINES)]):
        return None
    return _yaml_extent(lines, start, len(lines))


def _yaml_extent(lines: Lines, start: int, limit: int) -> int:
    end = start + 1
    while end < min(limit, len(lines)):
        seen = next_seen(lines, end)
        if seen == len(lines) or (seen > end and indent_of(lines[seen]) == 0 and not _KEY.match(lines[seen])):
            break
        if not _is_yaml(lines[seen]):
            break
        end = seen + 1
    return end


def _is_yaml(line: str) -> bool:
    return (
        indent_of(line) > 0 or (_KEY.match(line) is not None and not _FILE.match(line)) or line.startswith(("- ", "# "))
    )


def _looks_yaml(lines: Lines) -> bool:
    """Return whether keys nest or at least three are adjacent, and no value reads like a sentence."""
    seen = [line[:LOOK] for line in lines if not is_blank(line)]
    keys = [line for line in seen if _KEY.match(line.strip())]
    nested = any(indent_of(line) > 0 for line in keys[1:])
    lower = all(line.lstrip("- ")[0].islower() or ":" in line for line in keys)
    words = sum(wordiness(line) for line in keys) + sum(
        has_hangul(line.partition("#")[0].partition('"')[0]) for line in keys
    )
    return lower and (nested or (len(keys) > 2 and not seen[0].startswith("- "))) and words <= len(keys) // 2


def _ini_end(lines: Lines, start: int) -> int | None:
    below = lines[start + 1 : start + 3]
    if not _SECTION.match(lines[start][:LOOK]) or not any(_SETTING.match(line[:LOOK]) for line in below):
        return None
    end = start + 1
    while end < len(lines):
        seen = next_seen(lines, end)
        if seen == len(lines) or not (_SETTING.match(lines[seen][:LOOK]) or (_SECTION.match(lines[seen][:LOOK]))):
            break
        end = seen + 1
    return end


_FINDERS: tuple[tuple[Callable[[Lines, int], int | None], str], ...] = (
    (_session_end, ""),
    (_traceback_end, "pytb"),
    (_diff_end, "diff"),
    (_table_end, "text"),
    (_yaml_end, "yaml"),
    (_ini_end, "ini"),
)

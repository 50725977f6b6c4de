"""Subtitles (.srt, .vtt): what is said, in paragraphs, without times."""

import re
from collections.abc import Iterator
from html import unescape

from generate.sources.source import Source

_TIME = r"(?:(\d+):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
_CUE = re.compile(rf"^\s*{_TIME}\s+-->\s+{_TIME}.*$", re.MULTILINE)
_SPEAKER = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
_TAG = re.compile(r"<[^<>]{0,200}>|\{\\[^{}]{0,100}\}")
_PAUSE = 3.0  # seconds of silence between paragraphs
_LONG = 500  # characters, after which a sentence's end ends the paragraph
_ENDS = (".", "!", "?", "。", "…", '"', "”")
_FEW = 2


def are_subtitles(text: str) -> bool:
    """Return whether ``text`` holds cues from its beginning on."""
    return text.lstrip("\ufeff").startswith("WEBVTT") or len(_CUE.findall(text[:1000])) >= _FEW


def read_subtitles(text: str) -> Source:
    """Return what is said as Markdown; repeated lines of rolling captions once, speakers by name."""
    paragraphs: list[str] = []
    last_speaker, last_end = "", 0.0
    for start, end, speaker, said in _cues(text):
        new = speaker and speaker != last_speaker
        is_long = bool(paragraphs) and len(paragraphs[-1]) > _LONG and paragraphs[-1].endswith(_ENDS)
        if not paragraphs or new or is_long or start - last_end > _PAUSE:
            paragraphs.append(f"**{speaker}:** {said}" if new else said)
        else:
            paragraphs[-1] += f" {said}"
        last_speaker, last_end = speaker or last_speaker, end
    return Source("\n\n".join(paragraphs))


def _cues(text: str) -> Iterator[tuple[float, float, str, str]]:
    """Yield the start and end in seconds, the speaker and the new text of each cue."""
    found = list(_CUE.finditer(text))
    shown: list[str] = []
    for at, cue in enumerate(found):
        block = text[cue.end() : found[at + 1].start() if at + 1 < len(found) else len(text)]
        speaker = _SPEAKER.search(block)
        raw = block.strip("\r\n").split("\n\n", 1)[0] if "\n\n" in block.strip("\r\n") else block
        lines = [" ".join(unescape(_TAG.sub("", line)).split()) for line in raw.splitlines()]
        lines = [line for line in lines if line]
        if at + 1 < len(found) and lines and lines[-1].isdecimal():
            lines.pop()  # the number of the next cue
        new = [line for line in lines if line not in shown]
        shown = lines or shown
        if new:
            times = [float(group or 0) for group in cue.groups()]
            yield _seconds(times[:4]), _seconds(times[4:]), speaker[1].strip() if speaker else "", " ".join(new)


def _seconds(parts: list[float]) -> float:
    return parts[0] * 3600 + parts[1] * 60 + parts[2] + parts[3] / 1000

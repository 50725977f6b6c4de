"""Prompts: the built-in texts, and how a request is built from them."""

from generate.prompts.build import build_til_prompt, framed, go_on, insist
from generate.prompts.fence import frame_mark
from generate.prompts.manner import Manner, Style, Texts
from generate.prompts.texts import BUILT_IN, VERSION

__all__ = [
    "BUILT_IN",
    "VERSION",
    "Manner",
    "Style",
    "Texts",
    "build_til_prompt",
    "frame_mark",
    "framed",
    "go_on",
    "insist",
]

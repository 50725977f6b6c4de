"""Prompts: the built-in texts, and how a request is built from them."""

from generate.prompts.build import Texts, build_til_prompt, go_on
from generate.prompts.texts import BUILT_IN, VERSION

__all__ = ["BUILT_IN", "VERSION", "Texts", "build_til_prompt", "go_on"]

"""The built-in provider: arranges the user's own notes into a TIL by rules, and invents nothing."""

from generate.llm.offline.provider import Offline

__all__ = ["Offline"]

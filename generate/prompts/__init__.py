"""What a model is told: the built-in texts, and how one request is put together from them."""

from generate.prompts.build import Texts, build
from generate.prompts.texts import BUILT_IN, VERSION

__all__ = ["BUILT_IN", "VERSION", "Texts", "build"]

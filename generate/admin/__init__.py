"""The desk's part on how drafts come to be: generations, usage, prompts, and writing a part of a TIL again."""

from generate.admin.generations import GenerationAdmin
from generate.admin.prompts import PromptAdmin
from generate.admin.tils import ReviewAdmin

__all__ = ["GenerationAdmin", "PromptAdmin", "ReviewAdmin"]

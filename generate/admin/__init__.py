"""The desk's part on how drafts come to be: generations, what they used, and the prompts they are made with."""

from generate.admin.generations import GenerationAdmin
from generate.admin.prompts import PromptAdmin

__all__ = ["GenerationAdmin", "PromptAdmin"]

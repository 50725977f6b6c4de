"""The admin for drafting: generations, usage, prompts, and rewriting parts of TILs."""

from generate.admin.generations import GenerationAdmin
from generate.admin.prompts import PromptAdmin
from generate.admin.templates import TemplateAdmin
from generate.admin.tils import ReviewAdmin

__all__ = ["GenerationAdmin", "PromptAdmin", "ReviewAdmin", "TemplateAdmin"]

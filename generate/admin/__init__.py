"""The desk's part on how drafts come to be: generations and what they used."""

from generate.admin.generations import GenerationAdmin

__all__ = ["GenerationAdmin"]

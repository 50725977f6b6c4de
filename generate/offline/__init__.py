"""Drafts without a model: rules arrange notes as Markdown and pick titles, an excerpt and tags from them.

``compose`` is the only public function. The package does no I/O: text goes in, text comes out.
"""

from generate.offline.draft import Draft, compose

__all__ = ["Draft", "compose"]

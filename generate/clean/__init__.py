"""Clean model output: content as a stream; title, excerpt and tags as a whole."""

from generate.clean.content import Cleaner, content
from generate.clean.lines import excerpt, title
from generate.clean.names import tag_names

__all__ = ["Cleaner", "content", "excerpt", "tag_names", "title"]

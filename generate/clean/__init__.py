"""Clean model output: content as a stream; title, excerpt and tags as a whole."""

from generate.clean.content import Cleaner, content
from generate.clean.frame import Frame, Opened
from generate.clean.lines import excerpt, title
from generate.clean.names import tag_names
from generate.clean.refusal import Declined

__all__ = ["Cleaner", "Declined", "Frame", "Opened", "content", "excerpt", "tag_names", "title"]

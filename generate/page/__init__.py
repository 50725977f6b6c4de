"""The generate page's view of a generation: rendered blocks, and fields in the reader's language."""

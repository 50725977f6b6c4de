"""Input: text, a page or a file becomes a Source; without Django."""

"""In: text, a page or a file becomes a Source. Knows no Django."""

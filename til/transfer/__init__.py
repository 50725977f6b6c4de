"""In and out: TILs as Markdown files."""

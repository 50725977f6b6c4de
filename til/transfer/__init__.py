"""Import and export TILs as Markdown files."""

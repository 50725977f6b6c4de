"""PDF files: text in reading order, with headings, lists, tables and code."""

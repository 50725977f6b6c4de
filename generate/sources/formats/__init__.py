"""Formats of documents and subtitles, each read into Markdown by a module of its own."""

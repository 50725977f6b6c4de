"""Markdown to safe HTML, and text utilities: normal form, scrubbing, secrets, language."""

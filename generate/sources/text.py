"""Plain text, made fit to store: what every kind of source ends as."""

from til.scrub import scrub

__all__ = ["scrub"]

"""Drafting: from a request to a streamed, saved draft."""

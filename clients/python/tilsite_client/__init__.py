"""The Python client for tilsite: typed events, self-healing streams, and all other operations of the API."""

from tilsite_client.client import TilClient
from tilsite_client.draft import Draft, apply_event
from tilsite_client.errors import GenerationError, TilError
from tilsite_client.events import Complete, ContentChunk, DayNumber, Event, Excerpt, Reset, Tags, Title
from tilsite_client.http import Options, Retry

__all__ = [
    "Complete",
    "ContentChunk",
    "DayNumber",
    "Draft",
    "Event",
    "Excerpt",
    "GenerationError",
    "Options",
    "Reset",
    "Retry",
    "Tags",
    "TilClient",
    "TilError",
    "Title",
    "apply_event",
]

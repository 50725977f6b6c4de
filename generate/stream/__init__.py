"""Output: events from a reader's position on, and how they reach the reader."""

"""Evaluate models: drafts from 40 sources, measured by rules."""

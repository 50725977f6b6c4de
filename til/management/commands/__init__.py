"""Bring TILs in and out."""

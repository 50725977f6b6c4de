"""Providers: each behind one small interface, independent of Django and of each other."""

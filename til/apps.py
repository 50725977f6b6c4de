"""The TILs as a Django application."""

from django.apps import AppConfig


class TilConfig(AppConfig):
    """TILs and tags."""

    name = "til"
    verbose_name = "TIL"

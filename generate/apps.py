"""Generations as a Django application."""

from django.apps import AppConfig


class GenerateConfig(AppConfig):
    """How a draft comes to be."""

    name = "generate"
    verbose_name = "Generate"

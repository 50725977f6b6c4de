"""Generations as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GenerateConfig(AppConfig):
    """How a draft comes to be."""

    name = "generate"
    verbose_name = _("Drafting")

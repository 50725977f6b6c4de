"""Generations as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GenerateConfig(AppConfig):
    """Generations."""

    name = "generate"
    verbose_name = _("Drafting")

    def ready(self) -> None:
        """Let all processes share what servers have taught one of them."""
        from generate.llm.adapting import Adapted
        from generate.running.lessons import SharedMemory

        Adapted.memory = SharedMemory()

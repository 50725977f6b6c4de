"""Render every TIL again, after an upgrade that changes the rendering."""

from typing import Any

from django.core.management.base import BaseCommand

from til.models import Til
from til.text.markdown import render_below


class Command(BaseCommand):
    """``render_tils``."""

    help = "Render the Markdown of every TIL again, for use after an upgrade. Changes nothing else."

    def handle(self, *_: Any, **__: Any) -> None:
        """Save changed HTML, and report the number of changes."""
        changed = 0
        for til in Til.objects.only("title", "content", "html", "status").iterator(chunk_size=100):
            html = render_below(til.title, til.content, images=til.status == Til.Status.PUBLISHED)
            if html != til.html:
                changed += Til.objects.filter(pk=til.pk).update(html=html)
        self.stdout.write(f"{changed} TILs rendered differently")

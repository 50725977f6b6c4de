"""After an upgrade, every TIL is rendered like a new one."""

import pytest
from django.core.management import call_command

from tests.til.conftest import Publish
from til.models import Til

pytestmark = pytest.mark.django_db


def test_what_was_rendered_otherwise_is_rendered_again(publish: Publish, capsys: pytest.CaptureFixture[str]) -> None:
    old, same = publish("Old", "==new=="), publish("Same", "text")
    Til.objects.filter(pk=old.pk).update(html="<p>==new==</p>")
    updated = Til.objects.get(pk=old.pk).updated
    call_command("render_tils")
    assert capsys.readouterr().out == "1 TILs rendered differently\n"
    old.refresh_from_db()
    assert (old.html, old.updated) == ("<p><mark>new</mark></p>\n", updated)
    assert Til.objects.get(pk=same.pk).html == same.html

"""``manage.py mirror`` reports its results or the reason for a failure."""

import subprocess
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from til.days import create_til
from til.models import Til

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


def test_it_says_what_was_pushed_and_what_is_wrong(
    tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CommandError, match="Set TIL_MIRROR"):
        call_command("mirror")
    create_til(title="Before", content="x", status=Til.Status.PUBLISHED)
    settings.VAR_DIR, settings.TIL_MIRROR = tmp_path / "var", str(tmp_path / "remote.git")
    with pytest.raises(CommandError, match=r"remote\.git.*\nNothing is lost"):
        call_command("mirror")
    subprocess.run(["git", "init", "--quiet", "--bare", settings.TIL_MIRROR], check=True)
    call_command("mirror")
    assert capsys.readouterr().out == "1 changes pushed, 0 edits to review\n"

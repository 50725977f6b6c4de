"""The secret is generated once, even by concurrent processes, and readable by its owner only."""

import stat
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from tilsite.secret import kept_secret


def test_it_is_made_once_and_is_long(tmp_path: Path) -> None:
    secret = kept_secret(tmp_path / "key")
    assert kept_secret(tmp_path / "key") == secret
    assert len(secret) > 50
    assert kept_secret(tmp_path / "other") != secret


def test_only_its_owner_can_read_it_and_no_draft_is_left(tmp_path: Path) -> None:
    kept_secret(tmp_path / "key")
    assert [path.name for path in tmp_path.iterdir()] == ["key"]
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


def test_processes_that_start_together_agree(tmp_path: Path) -> None:
    with ProcessPoolExecutor(8, get_context("spawn")) as pool:
        secrets = set(pool.map(kept_secret, [tmp_path / "key"] * 32))
    assert secrets == {(tmp_path / "key").read_text()}

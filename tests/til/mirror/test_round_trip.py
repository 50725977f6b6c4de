"""Random edits on both sides, and kills at every git command: no edit is lost or duplicated.

MIRROR_EDITS and MIRROR_SEED set the number and the random seed.
"""

import os
import random
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db import transaction

from generate.drafting.pushed import propose
from generate.drafting.regenerate import accept, discard
from generate.models import GIT, Generation, Verdict
from tests.til.mirror.conftest import Clone, git, tree
from tests.til.mirror.killing import HOW, sync_killed
from til.days import create_til
from til.mirror.models import Change, File
from til.mirror.repository import GitError
from til.mirror.sync import sync
from til.models import Til
from til.tagging.lookup import get_or_create
from til.transfer.exporting import name_of
from til.transfer.front_matter import to_markdown

EDITS = int(os.environ.get("MIRROR_EDITS", "20"))
SEED = int(os.environ.get("MIRROR_SEED", random.SystemRandom().randrange(1_000_000)))
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.once,
    pytest.mark.timeout(3_600),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]


@dataclass
class World:
    """Both sides, their changes, and the random generator."""

    remote: Path
    clone: Clone
    dice: random.Random
    marks: dict[str, str] = field(default_factory=dict)  # of changes on the site, and their kinds
    edits: dict[str, str] = field(default_factory=dict)  # commits in the repository, and their kinds
    done: Counter[str] = field(default_factory=Counter)

    def here(self) -> None:
        """Change a public TIL on the site, which adds one waiting row."""
        before = set(Change.objects.values_list("mark", flat=True))
        public = list(Til.objects.published())
        others = [self._write, self._write, self._name, self._tag, self._take] if len(public) > 2 else []
        kind = self.dice.choice([self._publish, *others])
        kind(self.dice.choice(public) if others else Til())
        self.done[f"here: {kind.__name__[1:]}"] += 1
        (mark,) = set(Change.objects.values_list("mark", flat=True)) - before
        self.marks[mark] = f"{kind.__name__[1:]} {len(self.marks)}"

    def _publish(self, _: Til) -> None:
        number = len(self.marks)
        tags = self.dice.sample(["Git", "Shell", "Python", "한글"], 2)
        create_til(title=f"Title {number}", content=f"First {number}.\n", tags=tags, status=Til.Status.PUBLISHED)

    def _write(self, til: Til) -> None:
        til.content = f"Here {len(self.marks)}.\n\n{til.content}"
        til.save()

    def _name(self, til: Til) -> None:
        til.title, til.slug = f"Named {len(self.marks)}", ""
        til.save()

    def _tag(self, til: Til) -> None:
        with transaction.atomic():
            til.tags.set([get_or_create(name) for name in (f"Tag {len(self.marks)}", "Git")])

    def _take(self, til: Til) -> None:
        if self.dice.random() < 0.5:
            til.delete()
        else:
            til.status = Til.Status.ARCHIVED
            til.save()

    def there(self) -> None:
        """Commit to the repository, sometimes on a branch from an older state."""
        if not git(self.remote, "branch", "--list", "main"):
            return
        self.clone.pull()
        notes = self.clone.notes
        kind = self.dice.choice(["add", "write", "write", "title", "tag", "delete"] if notes else ["add"])
        note = self.dice.choice(notes) if notes else self.clone.root / "none"
        number = len(self.edits)
        if kind == "add":
            (self.clone.root / f"new-{number}.md").write_text(f"# New {number}\n\nFrom there.\n")
        elif kind == "delete":
            note.unlink()
        elif kind == "tag" and "\ntags:\n" in note.read_text():
            note.write_text(note.read_text().replace("\ntags:\n", f"\ntags:\n- There {number}\n", 1))
        elif kind in {"write", "tag"}:
            note.write_text(f"{note.read_text()}\n\nThere {number}.\n")
        else:
            text = re.sub(r"^(title: |# ).*$", rf"\g<1>There {number}", note.read_text(), count=1, flags=re.MULTILINE)
            note.write_text(text)
        self.edits[self.clone.push(f"{kind} {number}")] = kind
        self.done[f"there: {kind}"] += 1

    def decide(self) -> None:
        """Accept or discard one proposal."""
        row = Generation.objects.filter(provider=GIT, verdict=Verdict.OPEN, target__isnull=False).order_by("?").first()
        if row is not None and row.target is not None:
            (accept if self.dice.random() < 0.5 else discard)(row.target, row.pk)

    def bring_together(self, folder: Path) -> None:
        """Sync, mostly killed at one of its git commands."""
        if self.dice.random() < 0.2:
            sync_until_done()
        how = self.dice.choice(HOW)
        if sync_killed(folder, self.dice.randrange(16), how, self.dice.choice([0.0, 0.002, 0.005])):
            self.done[f"killed {how}"] += 1


def sync_until_done() -> None:
    """Sync as a site does, and repeat while a surviving git process locks the copy or the remote."""
    deadline = time.monotonic() + 60
    while True:
        try:
            sync(propose)
        except GitError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def arrivals(sha: str) -> int:
    """Return how often a commit came back, as proposals or as a draft."""
    proposed = Generation.objects.filter(provider=GIT, model=sha[:10]).values_list("part", flat=True)
    assert len(proposed) == len(set(proposed))
    drafts = set(Til.history.filter(history_change_reason__endswith=sha).values_list("id", flat=True))
    return bool(proposed) + len(drafts)


def test_none_is_lost_and_none_is_doubled(remote: Path, clone: Clone, tmp_path: Path) -> None:
    world = World(remote, clone, random.Random(SEED))
    sys.stderr.write(f"\nseed {SEED}\n")
    sync_until_done()
    while len(world.marks) + len(world.edits) < EDITS:
        world.dice.choice([world.here, world.here, world.there, world.there, world.decide])()
        if world.dice.random() < 0.6:
            world.bring_together(tmp_path / "bin")
    sync_until_done()
    see_what_was_pushed(world)
    see_what_came_back(world)
    for row in Generation.objects.filter(provider=GIT, verdict=Verdict.OPEN, target__isnull=False):
        assert row.target is not None
        discard(row.target, row.pk)
    sync_until_done()
    see_both_alike(world)
    sys.stderr.write(f"{len(world.marks)} here, {len(world.edits)} there: {dict(sorted(world.done.items()))}\n")


def see_what_was_pushed(world: World) -> None:
    carried = git(world.remote, "log", "--format=%(trailers:key=Til-Change,valueonly)", "main").split()
    assert len(carried) == len(set(carried))
    assert {mark: what for mark, what in world.marks.items() if mark not in carried} == {}
    assert not Change.objects.exists()


def see_what_came_back(world: World) -> None:
    kept = set(git(world.remote, "rev-list", "main").split())
    assert world.edits.keys() <= kept  # nothing was forced
    came = {sha: arrivals(sha) for sha in world.edits}
    assert {sha: number for sha, number in came.items() if number > 1} == {}
    lost = [sha for sha, number in came.items() if not number and world.edits[sha] != "delete"]
    assert [f"{sha} {world.edits[sha]}" for sha in lost] == []


def see_both_alike(world: World) -> None:
    files = tree(world.remote)
    index = files.pop("README.md")
    drafts = set(File.objects.filter(is_public=False).values_list("name", flat=True))
    public = {name_of(til): to_markdown(til) for til in Til.objects.published()}
    assert {name: text for name, text in files.items() if name not in drafts} == public
    assert set(re.findall(r"\]\((.*?)\)", index)) == {File.objects.get(name=name).name for name in public}
    assert index.count(f"\n{len(public)} TIL") == 1


@pytest.mark.parametrize("how", HOW)
def test_a_kill_at_each_step_pushes_a_change_once(how: str, remote: Path, tmp_path: Path) -> None:
    create_til(title="First", content="x", status=Til.Status.PUBLISHED)
    at = 0
    while sync_killed(tmp_path / "bin", at, how):
        at += 1
    sync_until_done()
    assert at > 3
    assert git(remote, "log", "--format=%s", "main").split("\n")[:-1] == ["Add: First"]

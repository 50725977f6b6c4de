"""The prompts as people have edited them: each save is a version, one at most stands in for the built-in rules."""

from collections import UserDict

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction

from generate.generator import Limits
from generate.intake import kept_source, prepare
from generate.library import known_tags
from generate.llm.base import Prompt, Task
from generate.models import Generation, PromptText
from generate.prompts import BUILT_IN, VERSION, build
from generate.stages import Stage
from generate.tags import relevant


class ActiveTexts(UserDict[tuple[Task, str], str]):
    """The edited rules in use, by task and language, and which versions they are."""

    def __init__(self, rows: list[PromptText]) -> None:
        super().__init__({(Task(row.task), row.language): row.text for row in rows})
        self._versions = {(Task(row.task), row.language): str(row.version) for row in rows}

    def versions(self, language: str) -> dict[str, str]:
        """Return the version of each task's prompt in ``language``; the built-in one's begins with ``built-in``."""
        return {task.value: self._versions.get((task, language), f"built-in {VERSION}") for task in Task}


def active_texts() -> ActiveTexts:
    """Return the edited rules that stand in for built-in ones."""
    return ActiveTexts(list(PromptText.objects.filter(active=True)))


def text_in_use(task: Task, language: str) -> str:
    """Return the rules a model is given now."""
    row = PromptText.objects.filter(task=task, language=language, active=True).first()
    return row.text if row else BUILT_IN[task, language]


@transaction.atomic
def save_text(task: Task, language: str, text: str, author: User | AnonymousUser) -> PromptText:
    """Keep ``text`` as a new version and use it from now on."""
    versions = PromptText.objects.filter(task=task, language=language)
    newest = versions.select_for_update().order_by("-version").first()
    version = newest.version + 1 if newest else 1
    back_to_built_in(task, language)
    text = text.replace("\r\n", "\n")
    return versions.create(task=task, language=language, version=version, text=text, author_id=author.pk)


@transaction.atomic
def use_version(row: PromptText) -> None:
    """Use an older version again."""
    back_to_built_in(Task(row.task), row.language)
    PromptText.objects.filter(pk=row.pk).update(active=True)


def back_to_built_in(task: Task, language: str) -> bool:
    """Use the built-in rules again; return whether others were in use."""
    return bool(PromptText.objects.filter(task=task, language=language, active=True).update(active=False))


def prompt_for(task: Task, language: str, text: str, row: Generation) -> Prompt:
    """Return what would be sent with ``text`` as the rules, about a stored source or what was written of it."""
    if task is Task.CONTENT:
        source, _ = prepare(kept_source(row))
        return build(task, source, language, texts={(task, language): text})
    limits = Limits()
    head = row.content[: limits.reads[Stage[task.name]]]
    offered = relevant(known_tags(), head, limits.known_tags) if task is Task.TAGS else ()
    return build(task, head, language, known_tags=offered, texts={(task, language): text})

"""Edited prompts: each save creates a version; at most one replaces the built-in prompt."""

from collections import UserDict

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction

from generate.llm.base import Prompt, Task
from generate.models import Generation, PromptText
from generate.prompts import BUILT_IN, VERSION, Manner, build_til_prompt, frame_mark, framed
from generate.running.library import known_tags
from generate.running.prepare_source import kept_source, prepare
from generate.stages import Stage
from generate.writing.generator import Limits
from generate.writing.tag_choice import relevant
from til.kept import Kept


class ActiveTexts(UserDict[tuple[Task, str], str]):
    """The edited prompts in use, by task and language, and their versions."""

    def __init__(self, rows: list[PromptText]) -> None:
        super().__init__({(Task(row.task), row.language): row.text for row in rows})
        self._versions = {(Task(row.task), row.language): str(row.version) for row in rows}

    def versions(self, language: str) -> dict[str, str]:
        """Return the version of each task's prompt in ``language``; ``built-in…`` if not edited."""
        return {task.value: self._versions.get((task, language), f"built-in {VERSION}") for task in Task}


def _read() -> ActiveTexts:
    return ActiveTexts(list(PromptText.objects.filter(active=True)))


active_texts = Kept(_read)  # the edited prompts that replace built-in ones


def text_in_use(task: Task, language: str) -> str:
    """Return the prompt in use."""
    row = PromptText.objects.filter(task=task, language=language, active=True).first()
    return row.text if row else BUILT_IN[task, language]


@transaction.atomic
def save_text(task: Task, language: str, text: str, author: User | AnonymousUser) -> PromptText:
    """Save ``text`` as a new version and use it."""
    versions = PromptText.objects.filter(task=task, language=language)
    newest = versions.select_for_update(no_key=True).order_by("-version").first()
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
    """Use the built-in prompt again; return whether an edited one was in use."""
    active_texts.forget()
    transaction.on_commit(active_texts.forget)
    return bool(PromptText.objects.filter(task=task, language=language, active=True).update(active=False))


def prompt_for(task: Task, language: str, text: str, row: Generation) -> Prompt:
    """Return the request that the prompt ``text`` would make for a stored source or its draft."""
    manner = Manner(texts={(task, language): text}, source_title=row.source_title)
    if task is Task.CONTENT:
        source, _ = prepare(kept_source(row))
        return framed(build_til_prompt(task, source, language, manner=manner), frame_mark())
    limits = Limits()
    head = row.content[: limits.reads[Stage[task.name]]]
    offered = relevant(known_tags(), head, limits.known_tags) if task is Task.TAGS else ()
    return build_til_prompt(task, head, language, known_tags=offered, manner=manner)

"""A person's style: a standing request and what was learned from their posts, kept in versions."""

from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet

from generate.drafting.learning import Learned, Post, learn
from generate.language import LANGUAGES
from generate.models import DraftTemplate, Style
from til.errors import NotThere
from til.models import Til

POSTS = 100  # newest ones to learn from
INSTRUCTION = 1000  # characters
PROFILE = 1000
EXAMPLE = 600


def active_style(user_id: int | None) -> Style | None:
    """Return the style in use."""
    return _of(user_id).filter(active=True).first()


def styles(user_id: int | None) -> list[Style]:
    """Return all versions, newest first."""
    return list(_of(user_id))


@transaction.atomic
def save_style(user_id: int | None, instruction: str, learned: dict[str, Any]) -> Style:
    """Save a version and use it; one that changes nothing stays as it is. Raises NotThere without a user."""
    if not user_id:
        raise NotThere
    versions = Style.objects.select_for_update(no_key=True).filter(user_id=user_id)
    now = versions.filter(active=True).first()
    if now and (now.instruction, now.learned) == (instruction, learned):
        return now
    newest = versions.aggregate(newest=Max("version"))["newest"] or 0
    versions.update(active=False)
    return Style.objects.create(user_id=user_id, version=newest + 1, instruction=instruction, learned=learned)


@transaction.atomic
def use_style(user_id: int | None, version: int) -> Style:
    """Use a version again. Raises NotThere."""
    versions = _of(user_id)
    chosen = versions.filter(version=version).first()
    if chosen is None:
        raise NotThere
    versions.update(active=False)
    chosen.active = True
    chosen.save(update_fields=["active"])
    return chosen


def stop_style(user_id: int | None) -> None:
    """Use no style; its versions stay."""
    _of(user_id).filter(active=True).update(active=False)


def delete_styles(user_id: int | None) -> None:
    """Delete all versions."""
    _of(user_id).delete()


def learn_style(user_id: int | None) -> dict[str, Learned]:
    """Return what the person's public TILs show, by language; a language with too few is left out."""
    if not user_id:
        return {}
    found = {}
    for language in LANGUAGES:
        tils = Til.objects.published().filter(author_id=user_id, language=language).order_by("-published_on")[:POSTS]
        posts = [Post(title, content) for title, content in tils.values_list("title", "content")]
        if shown := learn(posts, language):
            found[language] = shown
    return found


def offered_templates() -> list[DraftTemplate]:
    """Return the templates to choose from."""
    return list(DraftTemplate.objects.filter(active=True))


def _of(user_id: int | None) -> QuerySet[Style]:
    return Style.objects.filter(user_id=user_id) if user_id else Style.objects.none()


def as_data(style: Style | None) -> dict[str, Any]:
    """Return a version as plain values, for answers and downloads."""
    if style is None:
        return {"version": 0, "instruction": "", "learned": {}, "active": False, "created": None}
    return {name: getattr(style, name) for name in ("version", "instruction", "learned", "active", "created")}

"""What goes along with the rules of a draft: its options, the author's style, earlier TILs about the same thing."""

from dataclasses import dataclass

from generate.models import DraftTemplate, Generation, Style
from generate.prompts import Manner
from generate.prompts import Style as Voice
from generate.sources.source import Source
from til.models import Tag, Til
from til.search.similar import similar

_EARLIER = 5
_LIKE = 0.2  # likeness of a TIL that a draft may go on from; half of what makes it the same thing


@dataclass(frozen=True, slots=True)
class Held:
    """What the prompts of a draft hold beside their rules; ``template`` names it with its version."""

    manner: Manner
    template: str = ""

    @property
    def versions(self) -> dict[str, str]:
        """The versions of the style and the template, as far as there are any."""
        found = {"style": str(self.manner.style.version) if self.manner.style else "", "template": self.template}
        return {name: version for name, version in found.items() if version}


NOTHING = Held(Manner())  # for the offline rules


def manner_of(row: Generation, source: Source, language: str) -> Held:
    """Return what goes along with the prompts for ``row``; earlier TILs only where content is written."""
    earlier = _earlier(row, source)
    template = DraftTemplate.objects.filter(slug=row.template).first() if row.template else None
    asked = getattr(template, f"text_{language}") if template else ""
    manner = Manner(
        earlier=tuple((til.day_number, til.title) for til in earlier) if row.part in ("", "content") else (),
        family=tuple(Tag.objects.filter(tils__in=earlier).distinct().values_list("name", flat=True)),
        length=row.length,
        tone=row.tone,
        template=asked,
        style=voice_of(row, language) if row.in_style else None,
    )
    return Held(manner, f"{template.slug} {template.version}" if template else "")


def _earlier(row: Generation, source: Source) -> list[Til]:
    """Return public TILs about the same thing as ``source``, the most similar first."""
    others = Til.objects.published().exclude(pk__in=[row.til_id or 0, row.target_id or 0])
    return [one.til for one in similar(source.title, source.text, others, _EARLIER) if one.likeness >= _LIKE]


def voice_of(row: Generation, language: str) -> Voice | None:
    """Return the active style of the person who asked, or of their key's owner; None without one."""
    owner = row.user_id or (row.key.user_id if row.key else None)
    style = Style.objects.filter(user_id=owner, active=True).first() if owner else None
    if style is None:
        return None
    learned = style.learned.get(language, {})
    examples = tuple(learned.get("examples", ()))
    found = Voice(style.version, style.instruction, learned.get("profile", ""), examples)
    return found if found.instruction or found.profile or examples else None

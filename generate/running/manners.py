"""What goes along with the rules of a draft: its options, the author's style, earlier TILs about the same thing."""

from dataclasses import dataclass

from generate.models import DraftTemplate, Generation, Style
from generate.prompts import Manner
from generate.prompts import Style as Voice


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


def manner_of(row: Generation, language: str) -> Held:
    """Return what goes along with the prompts for ``row``."""
    template = DraftTemplate.objects.filter(slug=row.template).first() if row.template else None
    asked = getattr(template, f"text_{language}") if template else ""
    manner = Manner(
        length=row.length,
        tone=row.tone,
        template=asked,
        style=voice_of(row, language) if row.in_style else None,
    )
    return Held(manner, f"{template.slug} {template.version}" if template else "")


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

"""The length and tone of a draft, as a wish to the model."""

from django.utils.translation import gettext_lazy as _

LENGTHS = [("", _("as the material")), ("short", _("short")), ("long", _("long"))]
TONES = [
    ("", _("as the material")),
    ("plain", _("matter-of-fact")),
    ("friendly", _("friendly")),
    ("formal", _("formal")),
]
_ASKED = {
    "short": "Keep it short: at most about 150 words, only the point and its example.",
    "long": "Write at length: explain every step, as far as the material carries it.",
    "plain": "Write in a matter-of-fact tone; if in Korean, end sentences in -다.",
    "friendly": "Write in a friendly tone; if in Korean, in 해요체.",
    "formal": "Write in a formal tone; if in Korean, in 합니다체.",
}


def wish(length: str, tone: str) -> str:
    """Return the wish for a length and a tone; "" if both follow the material."""
    return " ".join(_ASKED[choice] for choice in (length, tone) if choice)


def options_of(instruction: str) -> dict[str, str]:
    """Return the length and tone of a draft's ``instruction``."""
    asked = {choice for choice, sentence in _ASKED.items() if sentence in instruction}
    names = {"length": LENGTHS, "tone": TONES}
    return {name: next((value for value, _label in choices if value in asked), "") for name, choices in names.items()}

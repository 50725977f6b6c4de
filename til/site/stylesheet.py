"""The style sheet of a site's theme colour, and of its own rules."""

from til.site.colours import DARK, LIGHT, mixed, readable

_HEAT = ((0.25, "1"), (0.5, "2"), (0.75, "3"), (1.0, "4"))  # shares of the colour in the learning calendar


def stylesheet(colour: str, css: str) -> str:
    """Return the custom properties that ``site.css`` draws with, then ``css``."""
    return (_properties(colour) if colour else "") + css


def _properties(colour: str) -> str:
    light, dark = readable(colour, LIGHT), readable(colour, DARK)
    pairs = {"green": (light, dark), "wash": (mixed(light, LIGHT, 0.09), mixed(dark, DARK, 0.1))}
    pairs |= {f"heat{level}": (mixed(light, LIGHT, share), mixed(dark, DARK, share)) for share, level in _HEAT}
    lines = [f"  --{name}: light-dark({one}, {other});\n" for name, (one, other) in pairs.items()]
    return ":root {\n" + "".join(lines) + "}\n"

"""A theme colour that stays readable: shades of it for light and dark pages (WCAG 2.2, contrast)."""

from colorsys import hls_to_rgb, rgb_to_hls

LIGHT, DARK = "#fbfcfb", "#191e1b"  # the backgrounds that give each the least contrast
_LEAST = 5.0  # contrast of text; 4.5 is required, and washes of the colour lie behind some of it
_STEPS = 100

Rgb = tuple[float, float, float]


def readable(colour: str, background: str) -> str:
    """Return the colour, made darker or lighter until it is readable on the background."""
    hue, light, saturation = rgb_to_hls(*_rgb(colour))
    target = 0.0 if _luminance(_rgb(background)) > 0.5 else 1.0
    shades = (hls_to_rgb(hue, light + (target - light) * step / _STEPS, saturation) for step in range(_STEPS + 1))
    return _hex(next(shade for shade in shades if contrast(_hex(shade), background) >= _LEAST))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    dark, light = sorted((_luminance(_rgb(one)), _luminance(_rgb(other))))
    return (light + 0.05) / (dark + 0.05)


def mixed(colour: str, background: str, share: float) -> str:
    """Return a mixture with ``share`` of the colour."""
    both = zip(_rgb(colour), _rgb(background), strict=True)
    red, green, blue = (share * one + (1 - share) * other for one, other in both)
    return _hex((red, green, blue))


def _rgb(colour: str) -> Rgb:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hex(rgb: Rgb) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in rgb)


def _luminance(rgb: Rgb) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

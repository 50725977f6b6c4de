"""Convert Jekyll's and Hugo's shortcodes to Markdown: code, pictures, callouts, and links for embeds."""

import re

from til.transfer.prose import CODE, outside_code

_ARGUMENT = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>%]+))|"([^"]*)"|'([^']*)'|([^\s"'>%}]+)""")
_HIGHLIGHT = (
    r"^(?P<indent>[ \t]*)\{(?:%|\{[<%])-?\s*highlight\s+(?P<said>[^\n]*?)\s*-?(?:%|[>%]\})\}[ \t]*\n?(?P<body>.*?)\n?"
    r"[ \t]*\{(?:%-?\s*endhighlight\s*-?%|\{[<%]\s*/\s*highlight\s*[>%]\})\}"
)
_CODE_OR_HIGHLIGHT = re.compile(f"{CODE.pattern}|{_HIGHLIGHT}", re.MULTILINE | re.DOTALL)
_NOTICE = re.compile(
    r"^\{\{[<%]\s*(notice|admonition|callout|hint|alert|note|tip|info|warning|danger|caution)\b([^\n]*?)[>%]\}\}(.*?)"
    r"\{\{[<%]\s*/\s*\1\s*[>%]\}\}",
    re.MULTILINE | re.DOTALL,
)
_SINGLE = re.compile(r"\{\{[<%]\s*([a-z][\w-]*)\s*((?:[^\n}]|\}(?!\}))*?)\s*/?[>%]\}\}")
_LIQUID = re.compile(r"\{%-?\s*(gist|youtube|vimeo|raw|endraw|include_relative|include)\b\s*([^\n%]*?)\s*-?%\}")
_BASE = re.compile(
    r"\{\{-?\s*(?:site\.(?:baseurl|url)|page\.url|\.Site\.BaseURL)\s*-?\}\}"
    r"|\{\{-?\s*[\"']([^\"'{}\n]+)[\"']\s*\|\s*(?:relative_url|absolute_url|prepend:[^}\n]*?)\s*-?\}\}"
)
_KRAMDOWN = re.compile(r"^[ \t]*\{:[^}\n]*\}[ \t]*\n?|(?<=[\])*`])\{:[^}\n]*\}", re.MULTILINE)
_TICKS = re.compile(r"^ {0,3}(`{3,})", re.MULTILINE)
_KINDS = {"admonition", "callout", "hint", "notice", "alert"}


def to_markdown(content: str) -> str:
    """Return the content with shortcodes converted; code stays unchanged."""
    if "{%" not in content and "{{" not in content and "{:" not in content:
        return content
    fenced = _CODE_OR_HIGHLIGHT.sub(lambda found: _code(found) if found["body"] is not None else found[0], content)
    return outside_code(fenced, _without_signs)


def _without_signs(text: str) -> str:
    text = _NOTICE.sub(_callout, text)
    text = _SINGLE.sub(_shortcode, text)
    text = _LIQUID.sub(_tag, text)
    return _KRAMDOWN.sub("", _BASE.sub(lambda found: found[1] or "", text))


def _arguments(said: str) -> tuple[list[str], dict[str, str]]:
    """Return the arguments by position and by name."""
    plain: list[str] = []
    named: dict[str, str] = {}
    for name, one, two, three, four, five, six in _ARGUMENT.findall(said):
        if name:
            named[name.lower()] = one or two or three
        elif value := four or five or six:
            plain.append(value)
    return plain, named


def _code(found: re.Match[str]) -> str:
    indent, said, code = found["indent"], found["said"], found["body"]
    plain, named = _arguments(said)
    language = named.get("lang") or (plain[0] if plain else "")
    marked = re.search(r"""(?:hl_lines|mark_lines)\s*=\s*["']?\[?([\d\s,"-]+)""", said)
    info = f'{language} hl_lines="{marked[1].strip(" ,").replace(chr(34), "")}"' if marked else language
    ticks = "`" * max([3, *(len(run) + 1 for run in _TICKS.findall(code))])
    return f"{indent}{ticks}{info}\n{code}\n{indent}{ticks}"


def _callout(found: re.Match[str]) -> str:
    name, said, body = found.groups()
    plain, named = _arguments(said)
    kind = named.get("type") or (plain.pop(0) if name in _KINDS and plain else name)
    title = named.get("title") or " ".join(plain)
    lines = [f"[!{kind.upper()}] {title}".rstrip(), *body.strip().split("\n")]
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _shortcode(found: re.Match[str]) -> str:
    return _embedded(found[1].lower(), found[2]) or found[0]


def _tag(found: re.Match[str]) -> str:
    name = found[1]
    if name in {"raw", "endraw"}:
        return ""
    return _embedded(name, found[2]) or found[0]


def _embedded(name: str, said: str) -> str:
    """Return a picture or a link for what a shortcode embeds; "" for an unknown shortcode."""
    plain, named = _arguments(said)
    first = named.get("id") or named.get("src") or (plain[0] if plain else "")
    if not first:
        return ""
    if name in {"figure", "img", "image"}:
        alt = named.get("alt") or named.get("title") or named.get("caption") or ""
        caption = named.get("caption") or named.get("title") or ""
        return f"![{alt}]({first.replace(' ', '%20')})" + (f"\n\n*{caption}*" if caption else "")
    address = {
        "gist": f"https://gist.github.com/{'/'.join(plain[:2])}",
        "youtube": f"https://www.youtube.com/watch?v={first}",
        "youtubepl": f"https://www.youtube.com/playlist?list={first}",
        "vimeo": f"https://vimeo.com/{first}",
        "tweet": f"https://twitter.com/{named.get('user', 'i')}/status/{first}",
        "x": f"https://x.com/{named.get('user', 'i')}/status/{first}",
        "instagram": f"https://www.instagram.com/p/{first}/",
    }.get(name, "")
    return f"<{address}>" if address else ""

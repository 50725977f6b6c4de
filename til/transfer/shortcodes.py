"""Convert shortcodes of Jekyll, Hugo and Hexo to Markdown: code, pictures, callouts, and links for embeds."""

import re

from til.slugs import generate_slug
from til.transfer.components import without_components
from til.transfer.note import plain
from til.transfer.prose import CODE, outside_code

_ARGUMENT = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>%]+))|"([^"]*)"|'([^']*)'|([^\s"'>%}]+)""")
_HIGHLIGHT = (
    r"^(?P<indent>[ \t]*)\{(?:%|\{[<%])-?\s*(?:highlight|codeblock)(?P<said>[^\n]*?)\s*-?(?:%|[>%]\})\}[ \t]*\n?"
    r"(?P<body>.*?)\n?[ \t]*\{(?:%-?\s*end(?:highlight|codeblock)\s*-?%|\{[<%]\s*/\s*highlight\s*[>%]\})\}"
)
_CODE_OR_HIGHLIGHT = re.compile(f"{CODE.pattern}|{_HIGHLIGHT}", re.MULTILINE | re.DOTALL)
_NOTICE = re.compile(
    r"^\{\{[<%]\s*(notice|admonition|callout|hint|alert|note|tip|info|warning|danger|caution)\b([^\n]*?)[>%]\}\}(.*?)"
    r"\{\{[<%]\s*/\s*\1\s*[>%]\}\}",
    re.MULTILINE | re.DOTALL,
)
_NOTE = re.compile(r"^\{%\s*note\b[ \t]*(\w*)[ \t]*([^%\n]*?)%\}(.*?)\{%\s*endnote\s*%\}", re.MULTILINE | re.DOTALL)
_REMARK = re.compile(
    r"\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}|"
    r"\{\{[<%]\s*comment\s*[>%]\}\}.*?\{\{[<%]\s*/\s*comment\s*[>%]\}\}",
    re.DOTALL,
)
_CLOSED = re.compile(r"\{\{[<%]\s*/\s*([\w-]+)\s*[>%]\}\}")
_SINGLE = re.compile(r"\{\{[<%]\s*([a-z][\w-]*)\s*((?:[^\n}]|\}(?!\}))*?)\s*/?[>%]\}\}")
_LIQUID = re.compile(
    r"\{%-?\s*(gist|youtube|vimeo|raw|endraw|asset_img|img|include_relative|include)\b\s*([^\n%]*?)\s*-?%\}"
)
_BASE = re.compile(
    r"\{\{-?\s*(?:site\.(?:baseurl|url)|page\.url|\.Site\.BaseURL)\s*-?\}\}"
    r"|\{\{-?\s*[\"']([^\"'{}\n]+)[\"']\s*\|\s*(?:relative_url|absolute_url|prepend:[^}\n]*?)\s*-?\}\}"
)
_KRAMDOWN = re.compile(r"^[ \t]*\{:[^}\n]*\}[ \t]*\n?|(?<=[\])*`])\{:[^}\n]*\}", re.MULTILINE)
_HEADING_ID = re.compile(r"^(#{1,6}[ \t][^\n]*?)[ \t]*\{#([\w-]+)\}[ \t]*$", re.MULTILINE)
_TICKS = re.compile(r"^ {0,3}(`{3,})", re.MULTILINE)
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|avif)$", re.IGNORECASE)
_KINDS = {"admonition", "callout", "hint", "notice", "alert"}


def to_markdown(content: str, path: str = "") -> str:
    """Return the content with shortcodes converted, and components in an ``.mdx`` file; code stays unchanged."""
    if path.endswith(".mdx"):
        content = outside_code(content, without_components)
    if "{%" not in content and "{{" not in content and not re.search(r"\{[:#]", content):
        return content
    fenced = _CODE_OR_HIGHLIGHT.sub(lambda found: _code(found) if found["body"] is not None else found[0], content)
    return outside_code(_named_by_words(fenced), _without_signs)


def _named_by_words(content: str) -> str:
    """Remove the ids of headings, and lead links inside the note to the ids that the words give."""
    ids: dict[str, str] = {}

    def bare(found: re.Match[str]) -> str:
        ids[found[2]] = generate_slug(plain(found[1].lstrip("# ")), "section")
        return found[1]

    content = outside_code(content, lambda text: _HEADING_ID.sub(bare, text))
    for name, slug in ids.items():
        content = content.replace(f"](#{name})", f"](#h-{slug})")
    return content


def _without_signs(text: str) -> str:
    text = _NOTICE.sub(_callout, _REMARK.sub("", text))
    text = _NOTE.sub(lambda found: _quoted(found[1] or "note", found[2].strip(), found[3]), text)
    text = _SINGLE.sub(_shortcode, text)
    text = _without_pairs(_LIQUID.sub(_tag, text))
    return _KRAMDOWN.sub("", _BASE.sub(lambda found: found[1] or "", text))


def _without_pairs(text: str) -> str:
    """Keep the text inside unknown shortcodes that have an end."""
    for name in set(_CLOSED.findall(text)):
        text = re.sub(rf"\{{\{{[<%]\s*/?\s*{re.escape(name)}(?![\w-])[^\n}}]*[>%]\}}\}}", "", text)
    return text


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
    stated = re.search(r"\blang:(\S+)", said)  # Hexo's
    language = stated[1] if stated else named.get("lang") or (plain[0] if plain else "")
    marked = re.search(r"""(?:hl_lines|mark_lines)\s*=\s*["']?\[?([\d\s,"-]+)""", said)
    info = f'{language} hl_lines="{marked[1].strip(" ,").replace(chr(34), "")}"' if marked else language
    ticks = "`" * max([3, *(len(run) + 1 for run in _TICKS.findall(code))])
    return f"{indent}{ticks}{info}\n{code}\n{indent}{ticks}"


def _callout(found: re.Match[str]) -> str:
    name, said, body = found.groups()
    plain, named = _arguments(said)
    kind = named.get("type") or (plain.pop(0) if name in _KINDS and plain else name)
    title = named.get("title") or " ".join(plain)
    return _quoted(kind, title, body)


def _quoted(kind: str, title: str, body: str) -> str:
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
    if name == "include":
        first = next((one for one in (*named.values(), *plain) if _PICTURE.search(one)), "")
        name = "figure"
    if not first:
        return ""
    if name == "asset_img":
        return f"![{' '.join(plain[1:])}]({first})"
    if name == "img":  # Hexo's may begin with classes
        first = next((one for one in plain if "." in one or "/" in one), first)
    if name in {"figure", "img", "image"}:
        alt = named.get("alt") or named.get("title") or named.get("caption") or ""
        caption = named.get("caption") or named.get("title") or ""
        told = f"\n\n{caption if '*' in caption else f'*{caption}*'}" if caption else ""
        return f"![{alt}]({first.replace(' ', '%20')}){told}"
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

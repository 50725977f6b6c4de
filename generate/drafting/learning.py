"""A readable profile of how a person writes, by rules, from their own posts in one language."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from generate.language import ENGLISH, KOREAN

LEAST = 3  # posts; fewer show no habit
MOSTLY = 0.6  # share of posts that makes a habit
EXAMPLES = 2
_SHORT, _LONG = 90, 420  # characters of an example
_ROUND = 50  # from which only tens are told
_SOON = 80  # characters of prose before code that comes first

_FENCED = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|https?://\S+")
_LIST = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+", re.MULTILINE)
_HEADING = re.compile(r"^ {0,3}#{1,6} .*$", re.MULTILINE)
_EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")
_SENTENCE = re.compile(r"[^.!?。…\n]+[.!?。…]+|[^.!?。…\n]+$", re.MULTILINE)
_I = {
    ENGLISH: re.compile(r"\b(?:I|I'm|I’m|I've|I’ve|my|me)\b"),
    KOREAN: re.compile(r"(?<![가-힣])(?:저는|저도|제가|저의|저를|나는|나도|내가|나의|나를|내)(?![가-힣])"),
}
_YOU = {
    ENGLISH: re.compile(r"\byou(?:r|'re|’re|'ll|’ll)?\b", re.IGNORECASE),
    KOREAN: re.compile(r"(?<![가-힣])(?:여러분|당신)|(?:하세요|보세요|두세요|마세요)"),
}
_REGISTERS = {
    "합니다체": re.compile(r"(?:니다|니까)[.!?。…)\s]*$"),
    "해요체": re.compile(r"(?:요|죠)[.!?。…)\s~^]*$"),
    "-다": re.compile(r"다[.!?。…)\s]*$"),
    "반말": re.compile(r"(?:어|아|야|지|네|해|돼|거든|잖아|더라)[.!?。…)\s~]*$"),
    "음슴체": re.compile(r"(?:음|함|됨|임|슴|봄|옴)[.!?。…)\s]*$"),
}
_TITLES: dict[str, dict[str, re.Pattern[str]]] = {
    ENGLISH: {
        "as a question": re.compile(r"\?$"),
        "with “How to …”": re.compile(r"^how to\b", re.IGNORECASE),
        "with a verb in -ing (“Finding …”)": re.compile(r"^[A-Z][a-z]+ing\b"),
        "as “tool: what it does”": re.compile(r"^[^:]{2,30}: "),
    },
    KOREAN: {
        "질문": re.compile(r"(?:\?|까|나요)$"),
        "“… 하기”": re.compile(r"기$"),
        "“… 방법”": re.compile(r"(?:방법|법)$"),
        "“…다”로 끝나는 문장": re.compile(r"다\.?$"),
        "“도구: 내용”": re.compile(r"^[^:]{2,30}: "),
    },
}
_WORDS = {
    ENGLISH: {
        "length": "Length: about {0} words (mostly {1} to {2}), with sentences of about {3} words.",
        "I": "Person: writes as “I”.",
        "you": "Person: addresses the reader as “you”.",
        "both": "Person: writes as “I” and addresses the reader as “you”.",
        "none": "Person: names neither “I” nor “you”.",
        "headings": "Headings: yes, with `##`.",
        "no headings": "Headings: none.",
        "some headings": "Headings: in longer posts only.",
        "code": "Order: shows the code first, then explains it.",
        "text": "Order: explains first, then shows the code.",
        "lists": "Lists: often.",
        "no lists": "Lists: seldom; writes in paragraphs.",
        "emoji": "Emoji: now and then.",
        "no emoji": "Emoji: none.",
        "titles": "Titles: about {0} characters, mostly {1}.",
        "free titles": "Titles: about {0} characters, without a fixed form.",
    },
    KOREAN: {
        "length": "길이: 글자 수로 {0}자 안팎(대개 {1}~{2}자), 한 문장은 {3}어절 안팎.",
        "register": "말투: {0}.",
        "mixed": "말투: 섞어 쓴다.",
        "I": "인칭: 글쓴이 자신을 드러낸다.",
        "you": "인칭: 읽는 사람에게 말한다.",
        "both": "인칭: 글쓴이 자신을 드러내고, 읽는 사람에게 말한다.",
        "none": "인칭: 글쓴이도 읽는 사람도 드러내지 않는다.",
        "headings": "소제목: `##`으로 나눈다.",
        "no headings": "소제목: 쓰지 않는다.",
        "some headings": "소제목: 긴 글에만 쓴다.",
        "code": "순서: 코드를 먼저 보이고 설명한다.",
        "text": "순서: 설명하고 나서 코드를 보인다.",
        "lists": "목록: 자주 쓴다.",
        "no lists": "목록: 거의 쓰지 않고 문단으로 쓴다.",
        "emoji": "이모지: 가끔 쓴다.",
        "no emoji": "이모지: 쓰지 않는다.",
        "titles": "제목: {0}자 안팎, 주로 {1}.",
        "free titles": "제목: {0}자 안팎, 정해진 꼴이 없다.",
    },
}


@dataclass(frozen=True, slots=True)
class Post:
    """A post to learn from."""

    title: str
    content: str


@dataclass(frozen=True, slots=True)
class Learned:
    """What posts show: a ``profile``, one habit per line in their language, and passages as ``examples``."""

    profile: str
    examples: tuple[str, ...]
    posts: int


def learn(posts: Sequence[Post], language: str) -> Learned | None:
    """Return what ``posts``, newest first, show about their author; None for fewer than ``LEAST``."""
    if len(posts) < LEAST:
        return None
    words, texts = _WORDS[language], [plain(post.content) for post in posts]
    register = _register(texts) if language == KOREAN else ""
    said = words["register"].format(register) if register else words.get("mixed", "")
    lines = [
        _length(texts, language),
        said,
        words[_person(texts, language)],
        words[_headings(posts)],
        words[order] if (order := _order(posts)) else "",
        words["lists" if _share(posts, _has_list) >= MOSTLY else "no lists"],
        words["emoji" if _share(posts, _has_emoji) >= 1 - MOSTLY else "no emoji"],
        _titles([post.title for post in posts], language),
    ]
    return Learned("\n".join(line for line in lines if line), tuple(_examples(posts, register)), len(posts))


def plain(content: str) -> str:
    """Return the running text of a post: no code, headings, addresses or list marks."""
    text = _LINK.sub(lambda found: found[1] or "", _HEADING.sub("", _FENCED.sub("", content)))
    return _LIST.sub("", text).strip()


def _length(texts: Sequence[str], language: str) -> str:
    counts = [len(re.sub(r"\s", "", text)) if language == KOREAN else len(text.split()) for text in texts]
    low, _, high = quantiles(counts, n=4)
    sentences = [len(found.split()) for text in texts for found in _SENTENCE.findall(text) if found.strip()]
    numbers = [_rounded(count) for count in (median(counts), max(low, 1), high)]
    return _WORDS[language]["length"].format(*numbers, round(median(sentences or [0])))


def _rounded(count: float) -> int:
    return 10 * round(count / 10) if count >= _ROUND else round(count)


def _register(texts: Sequence[str]) -> str:
    """Return how most sentences end; "" if no way is usual."""
    seen: Counter[str] = Counter()
    for text in texts:
        for sentence in _SENTENCE.findall(text):
            seen.update([next((name for name, end in _REGISTERS.items() if end.search(sentence)), "")])
    del seen[""]
    usual = seen.most_common(1)
    return usual[0][0] if usual and usual[0][1] >= MOSTLY * seen.total() else ""


def _person(texts: Sequence[str], language: str) -> str:
    says_i = sum(bool(_I[language].search(text)) for text in texts) >= MOSTLY * len(texts)
    says_you = sum(bool(_YOU[language].search(text)) for text in texts) >= MOSTLY * len(texts)
    return "both" if says_i and says_you else "I" if says_i else "you" if says_you else "none"


def _headings(posts: Sequence[Post]) -> str:
    share = _share(posts, lambda post: bool(_HEADING.search(_FENCED.sub("", post.content))))
    return "headings" if share >= MOSTLY else "some headings" if share > 1 - MOSTLY else "no headings"


def _order(posts: Sequence[Post]) -> str:
    """Return whether code or text comes first in posts that have both; "" without such posts or a habit."""
    firsts = [len(plain(post.content[: found.start()])) for post in posts if (found := _FENCED.search(post.content))]
    if len(firsts) < LEAST:
        return ""
    share = sum(first < _SOON for first in firsts) / len(firsts)
    return "code" if share >= MOSTLY else "text" if share <= 1 - MOSTLY else ""


def _titles(titles: Sequence[str], language: str) -> str:
    words, length = _WORDS[language], _rounded(median(map(len, titles)))
    for name, form in _TITLES[language].items():
        if sum(bool(form.search(title.strip())) for title in titles) >= MOSTLY * len(titles):
            return words["titles"].format(length, name)
    return words["free titles"].format(length)


def _examples(posts: Sequence[Post], register: str) -> list[str]:
    """Return paragraphs of running text, each from another post, that speak in the usual register."""
    found: list[str] = []
    for post in posts:
        for paragraph in _FENCED.sub("", post.content).split("\n\n"):
            text = paragraph.strip()
            is_plain = not (_LIST.search(text) or _HEADING.search(text) or _LINK.search(text) or text[:1] in "|>")
            if is_plain and _SHORT <= len(text) <= _LONG and (not register or _register([text]) == register):
                found.append(text)
                break
        if len(found) == EXAMPLES:
            break
    return found


def _share(posts: Sequence[Post], has: Callable[[Post], bool]) -> float:
    return sum(map(has, posts)) / len(posts)


def _has_list(post: Post) -> bool:
    return bool(_LIST.search(_FENCED.sub("", post.content)))


def _has_emoji(post: Post) -> bool:
    return bool(_EMOJI.search(plain(post.content)))

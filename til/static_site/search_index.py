"""The search index for browsers: tokens and weights as on the server, in small files read when they are needed."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from zlib import crc32

import orjson
from django.utils.html import strip_tags

from til.models import Til
from til.search import ranking
from til.search.equivalents import EQUAL, GROUPS, NEAR
from til.search.index import document
from til.search.occurrences import FIT, telling
from til.search.snippet import plain_text
from til.search.stop_words import STOP_WORDS
from til.search.words import fold, runs, tokens

FOLDER = "search/index"
SHARDS = 128  # files of tokens
TOGETHER = 100  # TILs in a file of results
_EXCERPT = 220  # characters


def files(prefix: str) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each file; ``prefix`` stands before each page's path."""
    shards: dict[int, dict[str, list[tuple[int, float]]]] = defaultdict(lambda: defaultdict(list))
    shown: list[list[str | int]] = []
    titles: list[str] = []
    names: set[str] = set()
    public = Til.objects.published().order_by("-published_on", "-day_number")
    for number, til in enumerate(public.prefetch_related("tags").iterator(chunk_size=100)):
        shown.append(_shown(til, prefix))
        for token, weight in _weights(document(til, [tag.name for tag in til.tags.all()])).items():
            shards[shard_of(token)][token].append((number, weight))
        if len(shown) == TOGETHER:
            yield _named(f"tils-{number // TOGETHER}", shown)
            shown = []
        titles.append(til.title)
        names.update(tag.name for tag in til.tags.all())
    if shown:
        yield _named(f"tils-{number // TOGETHER}", shown)
    yield from (_named(f"tokens-{number}", shard) for number, shard in shards.items())
    yield _named("words", _words([*titles, *sorted(names)]))
    yield _named("others", _others({token for shard in shards.values() for token in shard}))
    yield _named("about", _about(titles, sorted(shards)))


def shard_of(token: str) -> int:
    """Return the number of the file that has a token."""
    return crc32(token.encode()) % SHARDS


def _named(name: str, data: object) -> tuple[str, bytes]:
    return f"{FOLDER}/{name}.json", orjson.dumps(data)


def _words(texts: list[str]) -> list[str]:
    """Return the words that an unfinished one may become, most frequent first, as on the server."""
    found = Counter(run.group() for text in texts for run in runs(fold(text)))
    return [word for _, word in sorted((-often, word) for word, often in found.items())]


def _others(known: set[str]) -> dict[str, dict[str, float]]:
    """Return the other spellings of words that the index has."""
    having = {word: others for word, others in GROUPS.items() if any(known.issuperset(tokens(one)) for one in others)}
    return {
        word: {one: weight for one, weight in others.items() if known.issuperset(tokens(one))}
        for word, others in having.items()
    }


def _about(titles: list[str], shards: list[int]) -> dict[str, object]:
    return {
        "total": len(titles),
        "telling": [telling(title) for title in titles],
        "title": ranking.WEIGHTS[ranking.Mark.TITLE],
        "fit": FIT,
        "equal": EQUAL,
        "near": NEAR,
        "together": TOGETHER,
        "modulus": SHARDS,
        "shards": shards,
        "stop": sorted(STOP_WORDS),
        "saturation": ranking.SATURATION,
        "part": ranking.PART,
        "leastPart": ranking.LEAST_PART,
        "leastShare": ranking.LEAST_SHARE,
    }


def _shown(til: Til, prefix: str) -> list[str | int]:
    text = til.excerpt or plain_text(strip_tags(til.html))[:_EXCERPT]
    return [til.day_number, til.title, prefix + til.get_absolute_url(), str(til.published_on), til.language, text]


def _weights(marked: set[str]) -> dict[str, float]:
    """Return each token's weight: the sum of the weights of the places it stands in."""
    weights: dict[str, float] = dict.fromkeys((token for token in marked if token[1:2] != ":"), 0.0)
    for token in weights:
        weights[token] = sum(weight for mark, weight in ranking.WEIGHTS.items() if mark + token in marked)
    return weights

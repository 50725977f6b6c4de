"""Sentences whose passage says something else: the opposite, another order, no cause."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from til.review import words
from til.review.passages import Passages, Sentence, clauses, tokens

ALIKE = 0.4  # how well a sentence and a passage cover each other if they say the same
KNOWN = 0.6  # the share of a clause's words that are in the source if it mentions it
_STEM = "은는다었어았아게고으을면지이"  # behind a Korean stem of one syllable
_CUES = re.compile(
    r"(?P<to>\bto\b|\binto\b|→|->|=>|에서(?= )|(?<=[가-힣A-Za-z0-9`])을 (?=\S+로 ))"
    r"|(?P<than>\bthan\b|보다(?= ))|(?P<earlier>\bafter\b|\bonce\b|전에)"
    r"|(?P<later>\bbefore\b|\bthen\b|후에|다음에|뒤에|고 나서|고 나면)"
    r"|(?P<acts>\b(?:overrides?|replaces?|calls?|depends on|extends|inherits from|contains|wraps)\b)"
    r"|(?P<first>먼저)"
    r"|(?P<instead>\binstead of\b|\brather than\b|\bover\b|대신)",
    re.IGNORECASE,
)
_BECAUSE = re.compile(
    r"\b(?:because(?: of)?|since (?=(?:it|the|they|we|this|everyone|everybody|nobody|there)\b)|due to"
    r"|thanks to|owing to|caused by|as a result of)\b"
    r"(?P<after>[^.,;]+)"
    rf"|(?P<state>(?:[^.,;]+ )?(?:너무 [가-힣]{{1,4}}|[가-힣]*(?:{'|'.join(words.listed('causes', 'states'))})))서(?= )"
    r"|(?P<told>[^.,;]+(?:이유는|원인은|까닭은|것은|건) )?(?P<before>[^.,;]+?)"
    r"(?:기? ?때문|덕분|탓에|탓이|으로 인해|로 인해|[이으]므로)",
    re.IGNORECASE,
)
_WHY = re.compile(
    r"\bso\b|→|=>|->|\bwhy\b|\breason|\bcause|\blead|왜|이유|원인|그래서|따라서|니까|해서|어서|아서|라서|여서|려고",
    re.IGNORECASE,
)
_TIMES = {"earlier": "time", "later": "time"}
_HANGUL = re.compile("[가-힣]")
_SHORT = re.compile("(?![이그저한두세네])([가-힣])(?:[은는이가을를에도의와과로]|으로|에서)?")
_SPAN = re.compile(r"`[^`\n]+`")
_WHOLE = re.compile(r"[.!?。:;)`*_\"”]\s*$|[가-힣]$")
_RELATED = 0.2  # how well a passage covers a clause that it may be about
_ABOUT = 0.6  # and what share of the best one
_NEAR = 4  # words beside a cue
_BEHIND = 3  # likewise, what it says how much of
_KEPT = 2_000  # sentences of one review
_PAST, _PAST_STEP = 20, 28  # Korean syllables that end in ㅆ, as in 했


def is_whole(sentence: Sentence) -> bool:
    """Return whether this is a sentence, or a phrase such as a title."""
    return _WHOLE.search(sentence.text) is not None


def opposite(sentence: Sentence, passage: Sentence, *, is_whole: bool) -> str:
    """Return "polarity" or "order" if ``sentence``, or a part of one, turns ``passage`` round, else ""."""
    negated = _may_compare(sentence.text, passage.text, is_whole=is_whole) and _is_negated_alone(
        sentence.text, passage.text
    )
    swapped = is_whole and _is_swapped(sentence.text, passage.text)
    contrary = (_opposites(sentence.text, passage.text) + _moves(sentence.text, passage.text)) % 2 == 1
    if (negated + swapped + contrary) % 2 == 0:
        return ""
    return "order" if swapped else "polarity"


def _is_negated_alone(text: str, other: str) -> bool:
    """Return whether only one is negative; if both are, they may negate different things."""
    spans = {span.strip("`") for span in _SPAN.findall(f"{text} {other}")}
    for span in spans:
        text, other = text.replace(span, " "), other.replace(span, " ")
    here, there = negatives(text), negatives(other)
    return 0 in {here, there} and (here + there) % 2 == 1


@lru_cache(_KEPT)
def negatives(text: str) -> int:
    """Return how often ``text`` says no."""
    return len(_negations().findall(_positive().sub(" ", text)))


def is_done_early(sentence: Sentence, passage: Sentence) -> bool:
    """Return whether ``sentence`` tells as done what ``passage`` only plans."""
    is_open = _planned().search(passage.text) and not _done().search(_planned().sub(" ", passage.text))
    return bool(is_open and _done().search(sentence.text) and not _planned().search(sentence.text))


def _may_compare(text: str, passage: str, *, is_whole: bool) -> bool:
    """Return whether a lost negation would show; a phrase, such as a title, may leave it out."""
    if _doubtful().search(text) or _doubtful().search(passage):
        return False
    return is_whole or negatives(text) > 0


def made_up_cause(sentence: Sentence, passages: Passages) -> str:
    """Return the cause that a sentence names, if the source gives no reason there and does not mention it, else ""."""
    found = _BECAUSE.search(sentence.text)
    if not found:
        return ""
    behind = passages.behind(_effect(sentence, found))
    best = max(_RELATED, behind[0][0] * _ABOUT) if behind else 0.0
    if any(score >= best and (_BECAUSE.search(one.text) or _WHY.search(one.text)) for score, one in behind):
        return ""
    clause = str(found["after"] or found["before"] or found["state"]).strip()
    told = passages.behind(Sentence(clause, 0))[:1]
    return "" if passages.mentions(clause) >= KNOWN or (told and told[0][0] >= ALIKE) else clause


def _effect(sentence: Sentence, cause: re.Match[str]) -> Sentence:
    """Return the clause that the cause is given for: before it in English, behind it in Korean, else the other one."""
    if cause["told"]:
        return Sentence(cause["told"], 0)
    around = Sentence(sentence.text[: cause.start()], 0), Sentence(sentence.text[cause.end() :], 0)
    sides = around if cause["after"] else around[::-1]
    near = [([*clauses(side)] or [side])[-1 if side is around[0] else 0] for side in sides]
    return next((side for side in near if side.tokens), sentence)


@cache
def _doubtful() -> re.Pattern[str]:
    return _any(words.listed("polarity", "doubtful"))


@cache
def _positive() -> re.Pattern[str]:
    return _any(words.listed("polarity", "positive"))


@cache
def _planned() -> re.Pattern[str]:
    return _any(words.listed("tense", "planned"))


@cache
def _done() -> re.Pattern[str]:
    past = "".join(chr(sign) for sign in range(ord("가") + _PAST, ord("힣") + 1, _PAST_STEP) if chr(sign) not in "있겠")
    return re.compile(rf"{_any(words.listed('tense', 'done')).pattern}|\b[a-z]+(?<!e)ed\b|[{past}]", re.IGNORECASE)


@cache
def _scales() -> list[list[re.Pattern[str]]]:
    return [[_any(place) for place in scale] for scale in words.scales()]


@cache
def _negations() -> re.Pattern[str]:
    english = "|".join(map(re.escape, words.listed("polarity", "english")))
    korean = "|".join(map(re.escape, words.listed("polarity", "korean")))
    return re.compile(rf"(?<![A-Za-z-])(?:{english})(?![A-Za-z])|n['’]t\b|(?:{korean})", re.IGNORECASE)


@cache
def _sides() -> list[tuple[re.Pattern[str], re.Pattern[str]]]:
    return [(_any(left), _any(right)) for left, right in words.opposites()]


def _any(some: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for any of these words; one with ``~`` is an ending."""
    stems = (_stem(word) for word in some if not word.isascii())
    words_of_it = "|".join(re.escape(word) for word in some if word.isascii())
    english = [rf"(?<![A-Za-z])(?:{words_of_it})(?![A-Za-z])"] if words_of_it else []
    return re.compile("|".join([*stems, *english]), re.IGNORECASE)


def _stem(word: str) -> str:
    if word.startswith("~"):
        return word[1:]
    return rf"(?<![가-힣]){word}(?=[{_STEM}])" if len(word) == 1 else rf"(?<![가-힣]){word}"


def _opposites(text: str, other: str) -> int:
    """Return how many words of ``text`` have their opposite in ``other`` instead; negations are counted elsewhere."""
    text, other = (_negations().sub(" ", one) for one in (text, other))
    here, there = _sides_of(text), _sides_of(other)
    count = 0
    for pair in here.keys() & there.keys():
        is_either = here[pair] != (True, True) and there[pair] == here[pair][::-1]
        is_both = here[pair] == there[pair] == (True, True)
        count += is_either or (is_both and _are_exchanged(_sides()[pair], text, other))
    return count


@lru_cache(_KEPT)
def _sides_of(text: str) -> dict[int, tuple[bool, bool]]:
    """Return the pairs of opposites that ``text`` has words of, and of which side."""
    found = ((left.search(text) is not None, right.search(text) is not None) for left, right in _sides())
    return {pair: sides for pair, sides in enumerate(found) if any(sides)}


def _moves(text: str, other: str) -> int:
    """Return on how many scales the same matter has another place in ``text``."""
    return sum(map(_is_moved, _places(text), _places(other)))


def _is_moved(here: dict[int, set[str]], there: dict[int, set[str]]) -> bool:
    gone, new = there.keys() - here.keys(), here.keys() - there.keys()
    return any(here[place] & there[its] for place in new for its in gone)


@lru_cache(_KEPT)
def _places(text: str) -> list[dict[int, set[str]]]:
    """Return for each scale the places that ``text`` names, with the words beside."""
    return [_places_on(scale, text) for scale in _scales()]


def _places_on(scale: list[re.Pattern[str]], text: str) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for place, words_of_it in enumerate(scale):
        for word in words_of_it.finditer(text):
            before, behind = text[: word.start()].rpartition(",")[2], text[word.end() :].partition(",")[0]
            beside = (*before.split()[-1:], *behind.split()[:_BEHIND])
            found.setdefault(place, set()).update(tokens(" ".join(beside)))
    return found


def _are_exchanged(sides: tuple[re.Pattern[str], re.Pattern[str]], text: str, other: str) -> bool:
    """Return whether both texts use a word and its opposite, but about each other's matter."""
    here, there = ([_matter(side, one) for side in sides] for one in (text, other))
    return bool((here[0] - here[1]) & (there[1] - there[0]) and (here[1] - here[0]) & (there[0] - there[1]))


def _matter(side: re.Pattern[str], text: str) -> set[str]:
    """Return the words that stand beside a word: behind it in English, before it in Korean."""
    found: set[str] = set()
    for word in side.finditer(text):
        is_korean = "가" <= word[0][0] <= "힣"
        beside = text[: word.start()].split()[-2:] if is_korean else text[word.end() :].split()[:2]
        found.update(tokens(" ".join(beside)))
    return found


def _is_swapped(text: str, other: str) -> bool:
    here, there = _around(text), _around(other)
    return not (_swaps(here, here) or _swaps(there, there)) and _swaps(here, there)


def _swaps(here: list[tuple[str, set[str], set[str]]], there: list[tuple[str, set[str], set[str]]]) -> bool:
    return any(
        kind == its_kind and (left - right) & (its_right - its_left) and (right - left) & (its_left - its_right)
        for kind, left, right in here
        for its_kind, its_left, its_right in there
    )


def _around(text: str) -> list[tuple[str, set[str], set[str]]]:
    """Return each cue with the words it puts in order, of two events the first one first."""
    found = []
    for cue in _CUES.finditer(text):
        before, behind = text[: cue.start()].split(), text[cue.end() :]
        left, right = (
            _korean_sides(cue[0], before, behind.split())
            if _HANGUL.match(cue[0].strip())
            else (_english_sides(cue[0].lower(), before, behind))
        )
        sides = {*tokens(" ".join(left)), *_short(left)}, {*tokens(" ".join(right)), *_short(right)}
        kind = cue.lastgroup or ""
        found.append((_TIMES.get(kind, kind), *(sides[::-1] if kind == "earlier" else sides)))
    return found


def _short(some: list[str]) -> Iterator[str]:
    """Yield Korean nouns of one syllable (위, 앞), which make no pair."""
    return (found[1] for word in some if (found := _SHORT.fullmatch(word.rstrip(",."))))


def _english_sides(cue: str, before: list[str], behind: str) -> tuple[list[str], list[str]]:
    """Return the words on both sides of ``cue``; in "After this, that", both are behind it."""
    clause, comma, other = behind.partition(",")
    if not before and comma:
        return other.split()[:_NEAR], clause.split()
    near = len(before) + len(behind) if cue == "then" else _NEAR
    return before[-near:], behind.split()[:near]


def _korean_sides(cue: str, before: list[str], behind: list[str]) -> tuple[list[str], list[str]]:
    """Return the words that ``cue`` belongs to, and all others."""
    before = [word for word in before if word != "먼저"]  # it only repeats what the cue says
    own = 2 if cue.startswith("고 ") or not before or _is_longer(before, behind) else 1
    return before[-own:], before[:-own] + behind


def _is_longer(before: list[str], behind: list[str]) -> bool:
    """Return whether the word at the cue needs the one before: a verb its object, one of two indexes its kind."""
    return before[-2:][0].endswith(("을", "를")) or any(
        word.startswith(before[-1][:2]) for word in (*before[:-1], *behind)
    )

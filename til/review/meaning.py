"""Sentences whose passage says something else: the opposite, another order, no cause."""

import re
from functools import cache

from til.review import words
from til.review.passages import Passages, Sentence, tokens

ALIKE = 0.4  # how well a sentence and a passage cover each other if they say the same
KNOWN = 0.6  # the share of a clause's words that are in the source if it mentions it
_STEM = "은는다었어았아게고으을면지이"  # behind a Korean stem of one syllable
_CUES = re.compile(
    r"(?P<to>\bto\b|\binto\b|→|->|=>|에서(?= )|(?<=[가-힣A-Za-z0-9`])을 (?=\S+로 ))"
    r"|(?P<than>\bthan\b|보다(?= ))|(?P<time>\bbefore\b|\bafter\b|\bthen\b|전에|후에|다음에|뒤에|고 나서|고 나면)"
    r"|(?P<acts>\b(?:overrides?|replaces?|calls?|depends on|extends|inherits from|contains|wraps)\b)"
    r"|(?P<first>먼저)"
    r"|(?P<instead>\binstead of\b|\brather than\b|\bover\b|대신)",
    re.IGNORECASE,
)
_BECAUSE = re.compile(
    r"\b(?:because(?: of)?|since (?=it|the|they|we|this)|due to|thanks to|owing to|caused by|as a result of)\b"
    r"(?P<after>[^.,;]+)"
    r"|(?P<before>[^.,;]+?)(?:기? ?때문|덕분|탓에|탓이|으로 인해|로 인해|[이으]므로)",
    re.IGNORECASE,
)
_WHY = re.compile(
    r"\bso\b|→|=>|->|\bwhy\b|\breason|\bcause|\blead|왜|이유|원인|그래서|따라서|니까|해서|어서|아서|라서|여서|려고",
    re.IGNORECASE,
)
_SPAN = re.compile(r"`[^`\n]+`")
_WHOLE = re.compile(r"[.!?。:;)`*_\"”]\s*$|[가-힣]$")
_NEAR = 4  # words beside a cue


def opposite(sentence: Sentence, passage: Sentence) -> str:
    """Return "polarity" or "order" if ``sentence`` turns the meaning of ``passage`` round, else ""."""
    negated = _may_compare(sentence.text, passage.text) and _is_negated_alone(sentence.text, passage.text)
    swapped = bool(_WHOLE.search(sentence.text)) and _is_swapped(sentence.text, passage.text)
    contrary = _opposites(sentence.text, passage.text) % 2 == 1
    if (negated + swapped + contrary) % 2 == 0:
        return ""
    return "order" if swapped else "polarity"


def _is_negated_alone(text: str, other: str) -> bool:
    """Return whether only one is negative; if both are, they may negate different things."""
    spans = {span.strip("`") for span in _SPAN.findall(f"{text} {other}")}
    for span in spans:
        text, other = text.replace(span, " "), other.replace(span, " ")
    here, there = (len(_negations().findall(one)) for one in (text, other))
    return 0 in {here, there} and (here + there) % 2 == 1


def _may_compare(text: str, passage: str) -> bool:
    """Return whether a lost negation would show; a phrase, such as a title, may leave it out."""
    if _doubtful().search(text) or _doubtful().search(passage):
        return False
    return bool(_negations().search(text) or _WHOLE.search(text))


def made_up_cause(sentence: Sentence, passages: Passages, behind: list[Sentence]) -> str:
    """Return the cause that a sentence names, if the source gives no reason there and does not mention it, else ""."""
    found = _BECAUSE.search(sentence.text)
    if not found or any(_BECAUSE.search(one.text) or _WHY.search(one.text) for one in behind):
        return ""
    clause = str(found["after"] or found["before"]).strip()
    return "" if passages.knows(clause) >= KNOWN else clause


@cache
def _doubtful() -> re.Pattern[str]:
    return _any(words.listed("polarity", "doubtful"))


@cache
def _negations() -> re.Pattern[str]:
    english = "|".join(map(re.escape, words.listed("polarity", "english")))
    korean = "|".join(map(re.escape, words.listed("polarity", "korean")))
    return re.compile(rf"(?<![A-Za-z-])(?:{english})(?![A-Za-z])|n['’]t\b|(?:{korean})", re.IGNORECASE)


@cache
def _sides() -> list[tuple[re.Pattern[str], re.Pattern[str]]]:
    return [(_any(left), _any(right)) for left, right in words.opposites()]


def _any(some: tuple[str, ...]) -> re.Pattern[str]:
    stems = (
        rf"(?<![가-힣]){word}(?=[{_STEM}])" if len(word) == 1 else rf"(?<![가-힣]){word}"
        for word in some
        if not word.isascii()
    )
    words_of_it = "|".join(re.escape(word) for word in some if word.isascii())
    english = [rf"(?<![A-Za-z])(?:{words_of_it})(?![A-Za-z])"] if words_of_it else []
    return re.compile("|".join([*stems, *english]), re.IGNORECASE)


def _opposites(text: str, other: str) -> int:
    """Return how many words of ``text`` have their opposite in ``other`` instead; negations are counted elsewhere."""
    count = 0
    text, other = (_negations().sub(" ", one) for one in (text, other))
    for left, right in _sides():
        here, there = (
            (bool(left.search(text)), bool(right.search(text))),
            (bool(left.search(other)), bool(right.search(other))),
        )
        count += here in {(True, False), (False, True)} and there == here[::-1]
        count += here == there == (True, True) and _are_exchanged((left, right), text, other)
    return count


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
    return not _swaps(here, here) and _swaps(here, there)


def _swaps(here: list[tuple[str, set[str], set[str]]], there: list[tuple[str, set[str], set[str]]]) -> bool:
    return any(
        kind == its_kind and (left - right) & (its_right - its_left) and (right - left) & (its_left - its_right)
        for kind, left, right in here
        for its_kind, its_left, its_right in there
    )


def _around(text: str) -> list[tuple[str, set[str], set[str]]]:
    """Return each cue with the words it puts in order; in Korean, what follows the other stands anywhere else."""
    found = []
    for cue in _CUES.finditer(text):
        before, behind = text[: cue.start()].split(), text[cue.end() :].split()
        if "가" <= cue[0].strip()[0] <= "힣":
            own = 1 if not cue[0].startswith("고 ") and before and not _occurs_elsewhere(before, behind) else 2
            left, right = before[-own:], before[:-own] + behind
        else:
            left, right = before[-_NEAR:], behind[:_NEAR]
        found.append((cue.lastgroup or "", {*tokens(" ".join(left))}, {*tokens(" ".join(right))}))
    return found


def _occurs_elsewhere(before: list[str], behind: list[str]) -> bool:
    """Return whether the word at the cue is one of several: of two indexes, the word before tells which one."""
    return any(word.startswith(before[-1][:2]) for word in (*before[:-1], *behind))

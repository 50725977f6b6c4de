"""Latin names beside their spelling in Hangul, compared by their consonants: "Storybook", 스토리북."""

import re

_LEADS = "KKNTTLMPPSS SSSKTPH"  # the sounds of the 19 consonants that begin a syllable; ㅇ is none
_TAILS = " KKKNNNTLLLLLLLLMPPTTNTTKTPT"  # and of the 28 that end one, first without one
_SYLLABLE, _LEAD, _TAIL = ord("가"), 588, 28
_SPELLED = [
    (r"ght|gh(?=t)", "t"),
    (r"ph", "P"),
    (r"th", "T"),
    (r"sh|ch", "S"),
    (r"ck|q", "K"),
    (r"x", "KS"),
    (r"ng(?![aeiou])", "N"),
    (r"c(?=[eiy])|g(?=[ey])|[jsz]", "S"),
    (r"r(?![aeiouy])|[aeiouwyh]", ""),
    (r"[cgk]", "K"),
    (r"[dt]", "T"),
    (r"[bpfv]", "P"),
    (r"m", "M"),
    (r"n", "N"),
    (r"[lr]", "L"),
]
_LEAST = 2  # consonants that are no coincidence


def spells(word: str, text: str) -> bool:
    """Return whether a word of ``text`` may be ``word`` in Hangul."""
    wanted = _of_latin(word.lower())
    return len(wanted) >= _LEAST and any(
        _of_hangul(found).startswith(wanted) for found in re.findall("[가-힣]{2,}", text)
    )


def _of_latin(word: str) -> str:
    for spelling, sound in _SPELLED:
        word = re.sub(spelling, sound, word)
    return _once(re.sub("[^A-Z]", "", word))


def _of_hangul(word: str) -> str:
    sounds = ""
    for sign in word:
        lead, rest = divmod(ord(sign) - _SYLLABLE, _LEAD)
        sounds += _LEADS[lead] + _TAILS[rest % _TAIL]
    return _once(re.sub("[ H]", "", sounds))


def _once(sounds: str) -> str:
    return re.sub(r"(.)\1", r"\1", sounds)

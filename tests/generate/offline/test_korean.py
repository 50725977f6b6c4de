"""Korean nouns without their particles."""

import pytest

from generate.offline.korean import noun_of, stems


@pytest.mark.parametrize(
    ("word", "noun"),
    [
        ("도커를", "도커"),
        ("서버에서는", "서버"),
        ("인덱스로", "인덱스"),
        ("쿠버네티스의", "쿠버네티스"),
        ("캐시부터", "캐시"),
    ],
)
def test_particles_are_taken_off(word: str, noun: str) -> None:
    assert noun in stems(word)
    assert noun_of(word) == noun


@pytest.mark.parametrize("word", ["속도", "경로", "정의", "디자인", "아키텍처", "메모리"])
def test_nouns_that_end_like_a_particle_stay_whole(word: str) -> None:
    assert stems(word) == [word]


@pytest.mark.parametrize("word", ["했다", "그래서", "오늘은", "것을", "사용해야", "때문에"])
def test_verbs_and_everyday_words_are_no_nouns(word: str) -> None:
    assert noun_of(word) is None

"""Tags: technologies and concepts by their known names, in text and in code."""

import pytest

from generate.offline import compose
from generate.offline.tags import MOST

KOREAN = [
    ("포스트그레스에서 인덱스를 걸었다", {"postgresql", "인덱스"}),
    ("장고의 마이그레이션이 느렸다", {"django", "마이그레이션"}),
    ("도커로 배포하기", {"docker", "배포"}),
    ("리액트는 렌더링이 중요하다", {"react", "렌더링"}),
    ("Redis로 캐시를 만들고 Docker에서 돌린다", {"redis", "캐시", "docker"}),
    ("깃허브 액션으로 테스트를 돌린다", {"github-actions", "테스트"}),
    ("Go로 짠 서버", {"go"}),
]
ENGLISH = [
    ("Postgres partial indexes are small.", {"postgresql", "indexing"}),
    ("Deploying with GitHub Actions and k8s", {"github-actions", "kubernetes"}),
    ("We moved the service to Go last year.", {"go"}),
    ("Run it:\n\n```bash\ngit bisect start\n```", {"git"}),
    ("```python\nfrom fastapi import FastAPI\n```", {"python", "fastapi"}),
    ("```tsx\nimport { create } from 'zustand'\n```", {"react", "zustand"}),
]
ORDINARY = [
    "We go to the next express station and react to the spring rust.",
    "The user gave a lower email. Email lower email lower.",
    "Make the node a leaf. Let it return a value and import nothing.",
    "결과를 확인하고 경로를 정의했다. 속도가 빨라졌다.",
]


@pytest.mark.parametrize(("text", "tags"), KOREAN)
def test_korean_names_without_their_particles(text: str, tags: set[str]) -> None:
    assert tags <= set(compose(text, "ko").tags)


@pytest.mark.parametrize(("text", "tags"), ENGLISH)
def test_english_names_and_code(text: str, tags: set[str]) -> None:
    assert tags <= set(compose(text, "en").tags)


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_are_no_tags(text: str) -> None:
    assert compose(text, "en").tags == ()


def test_at_most_five_without_doubles() -> None:
    text = "Django, Flask, FastAPI, React, Vue, Redis, Kafka, Docker, django 장고"
    tags = compose(text, "en").tags
    assert len(tags) == len(set(tags)) == MOST


def test_a_word_that_is_no_known_name_is_no_tag() -> None:
    assert compose("# 조회 메모\n\n요소를 조회했다. 요소의 개념이다. isRelevant 요소.", "ko").tags == ()


def test_what_a_technology_is_part_of_comes_behind_it() -> None:
    assert compose("We use Rails for it.", "en").tags == ("rails", "ruby")


def test_an_address_is_no_evidence() -> None:
    assert compose("See https://github.com/docker/kubernetes for more.", "en").tags == ()

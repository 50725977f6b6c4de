"""Detecting Korean and English as a person would."""

import pytest

from generate.language import detect, resolve


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("git bisect finds the commit.", "en"),
        ("버그가 생긴 커밋을 찾는다.", "ko"),
        ("`useEffect` cleanup 함수는 unmount 될 때 실행된다.", "ko"),
        ("React useEffect hook dependency array 정리", "en"),
        ("The word 배포 means deployment, as everybody on the team told me.", "en"),
        ("정렬:\n\n```python\nprint(sorted(list_of_things, key=len, reverse=True))\n```\n", "ko"),
        ("Sort:\n\n```python\n# 길이로 정렬하고 뒤집는다. 주석은 한국어로 쓴다.\n```\n\nIt reverses.", "en"),
        ("~~~\n주석만 있는 코드\n~~~", "ko"),
        ("```\nand an unclosed fence", "en"),
        ("참고 https://example.com/a-very-long-address/with/many/latin/letters", "ko"),
        ("", "en"),
        ("123 !?", "en"),
    ],
)
def test_the_language_is_that_of_the_prose(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize(("asked", "language"), [("auto", "ko"), ("ko", "ko"), ("en", "en")])
def test_what_is_asked_for_wins(asked: str, language: str) -> None:
    assert resolve(asked, "커밋을 찾는다.") == language

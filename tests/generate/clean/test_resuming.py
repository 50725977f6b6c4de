"""Lines that only announce a continuation, and lines of a post that resemble them."""

import pytest

from generate.clean.resuming import is_about_continuing


@pytest.mark.parametrize(
    "line",
    [
        "Sure, continuing:",
        "Continuing from where I left off:",
        "Okay, picking up where we left off...",
        "Sure! I'll continue from where the post was interrupted.",
        "Here’s the rest of the post:",
        "**(Continued)**",
        "이어서 작성하겠습니다.",
        "네, 중단된 부분부터 이어서 쓰겠습니다.",
        "그럼 계속 진행할게요.",
        "다음은 나머지 부분입니다:",
        "(계속)",
    ],
)
def test_announcements_are_recognised(line: str) -> None:
    assert is_about_continuing(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "continue",
        "- continue:",
        "Continue with `git bisect good`.",
        "The rest is history.",
        "Here is the rest of the output:",
        "git continue.",
        "이어서 테스트를 실행한다.",
        "나머지는 같다.",
        "계속하려면 다음을 실행한다:",
    ],
)
def test_lines_of_a_post_are_not(line: str) -> None:
    assert not is_about_continuing(line)

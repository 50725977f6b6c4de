"""Conversations pasted as ``name: text`` lines become quotes; lists of settings and sections stay."""

import pytest

from generate.offline import compose

KOREAN = "민아: 빌드가 느린데 왜 그럴까?\n태오: 캐시 키에 hashFiles를 넣으면 빨라진다.\n민아: 정말 3분으로 줄었다."
ENGLISH = "Mina Park: why is the build so slow?\nteo: the cache key never changes.\nMina Park: that fixed it, thanks."
NO_CHAT = [
    "원인: 캐시 키가 같았다.\n해결: hashFiles를 넣었다.\n결과: 빨라졌다.",
    "Problem: the build is slow.\nFix: add a key.\nProblem: it is still slow.",
    "장점: 배우기 쉽다.\n단점: 결과를 알 수 없다.\n특징: 작고 빠르다.",
    "민아: 빌드가 느리다.\n그래서 캐시를 넣었다.\n민아: 빨라졌다.",
]


@pytest.mark.parametrize("chat", [KOREAN, ENGLISH])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_each_message_is_a_quoted_line_of_its_own(chat: str, gap: str) -> None:
    messages = chat.split("\n")
    content = compose(gap.join(messages), "ko").content
    assert [line.rstrip() for line in content.split("\n") if line] == [f"> {message}" for message in messages]
    assert gap == "\n\n" or content.count("  \n") == len(messages) - 1


@pytest.mark.parametrize("notes", NO_CHAT)
def test_sections_and_settings_are_no_conversation(notes: str) -> None:
    assert ">" not in compose(notes, "ko").content


@pytest.mark.parametrize("chat", [KOREAN, ENGLISH])
def test_who_said_it_is_neither_title_nor_excerpt(chat: str) -> None:
    draft = compose(compose(chat, "ko").content, "ko")
    assert not any(name in f"{draft.titles} {draft.excerpt}" for name in ("민아", "태오", "Mina", "teo"))


def test_text_around_a_conversation_stays_text() -> None:
    content = compose(f"# 빌드 캐시\n\n## 대화\n\n{KOREAN}\n\n## 결론\n\n키를 바꾼다.\n", "ko").content
    assert "\n\n> 민아: 빌드가" in content
    assert content.endswith("## 결론\n\n키를 바꾼다.\n")

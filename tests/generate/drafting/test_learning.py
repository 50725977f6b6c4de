"""What a person's posts show about how they write."""

import pytest

from generate.drafting.learning import LEAST, Post, learn

KOREAN = """\
오늘은 도커 볼륨이 사라지는 문제를 겪었어요. 저는 컨테이너를 지우면 볼륨도 지워지는 줄 알았는데, 이름 없는 볼륨만 \
그렇더라고요. 이름을 붙이면 남아 있어요.

```sh
docker volume ls
```

다음에는 이름부터 붙여 보세요.
"""
ENGLISH = """\
```sh
git worktree add ../fix main
```

I used to stash everything before looking at another branch. A worktree checks it out beside the first one, and I can \
keep both open.

- I remove it with `git worktree remove`.
- I list them with `git worktree list`.
"""


def profile(posts: list[Post], language: str) -> dict[str, str]:
    learned = learn(posts, language)
    assert learned is not None
    return dict(line.split(": ", 1) for line in learned.profile.splitlines())


def test_a_korean_profile_reads_as_one_would_say_it() -> None:
    posts = [Post(f"도커 볼륨 {n}번 정리하기", KOREAN) for n in range(5)]
    assert profile(posts, "ko") == {
        "길이": "글자 수로 80자 안팎(대개 80~80자), 한 문장은 5어절 안팎.",
        "말투": "해요체.",
        "인칭": "글쓴이 자신을 드러내고, 읽는 사람에게 말한다.",
        "소제목": "쓰지 않는다.",
        "순서": "설명하고 나서 코드를 보인다.",
        "목록": "거의 쓰지 않고 문단으로 쓴다.",
        "이모지": "쓰지 않는다.",
        "제목": "13자 안팎, 주로 “… 하기”.",
    }


def test_an_english_profile_reads_as_one_would_say_it() -> None:
    posts = [Post(f"Checking out {n} branches at once", f"## Why\n\n{ENGLISH} 🎉") for n in range(4)]
    found = profile(posts, "en")
    assert found["Order"] == "shows the code first, then explains it."
    assert found["Person"] == "writes as “I”."
    assert found["Headings"] == "yes, with `##`."
    assert found["Lists"] == "often."
    assert found["Emoji"] == "now and then."
    assert found["Titles"] == "about 31 characters, mostly with a verb in -ing (“Finding …”)."


@pytest.mark.parametrize(
    ("register", "text"),
    [
        ("합니다체", "캐시를 비웠습니다. 다시 실행했습니다. 이유는 모르겠습니까?"),
        ("해요체", "캐시를 비웠어요. 다시 실행하면 되죠. 쉬워요!"),
        ("-다", "캐시를 비웠다. 다시 실행하면 된다."),
        ("반말", "캐시를 비웠어. 다시 실행하면 돼. 쉽지."),
        ("음슴체", "캐시를 비웠음. 다시 실행하면 됨"),
        ("섞어 쓴다", "캐시를 비웠다. 다시 실행했습니다. 쉬워요."),
    ],
)
def test_a_register_is_what_most_sentences_end_in(register: str, text: str) -> None:
    assert profile([Post("제목", text)] * LEAST, "ko")["말투"] == f"{register}."


def test_examples_are_passages_of_prose_in_the_usual_register() -> None:
    odd = "이 문단은 다른 문체로 쓴 문단입니다. 그래서 예시로 고르지 않습니다. " * 3
    others = [KOREAN.replace("도커", name) for name in ("포드맨", "쿠버네티스")]
    posts = [
        Post("t", f"{odd}\n\n- 목록은 예시가 아니에요."),
        *(Post("t", other) for other in others),
        Post("t", KOREAN),
    ]
    learned = learn(posts, "ko")
    assert learned is not None
    assert learned.examples == tuple(other.partition("\n\n")[0] for other in others)


def test_too_few_posts_show_nothing() -> None:
    assert learn([Post("t", ENGLISH)] * (LEAST - 1), "en") is None

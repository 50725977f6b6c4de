"""Excerpts: sentences of the notes as one plain paragraph."""

from pathlib import Path

from generate.offline import compose
from generate.offline.excerpt import LIMIT
from generate.offline.sentences import plain


def test_an_excerpt_is_one_plain_paragraph_of_the_notes_own_words(note: Path) -> None:
    notes = note.read_text()
    excerpt = compose(compose(notes, note.name[:2]).content, note.name[:2]).excerpt
    assert 0 < len(excerpt) <= LIMIT
    assert "\n" not in excerpt
    assert "```" not in excerpt
    words = plain(notes.replace("\n", " "))
    assert [word for word in excerpt.replace(".", " ").split() if word not in words] == []


def test_the_point_is_in_it() -> None:
    draft = "# Slow list\n\nIt was slow. We looked for hours.\n\nSome more words here.\n\nThe fix is select_related."
    assert compose(draft, "en").excerpt.endswith("The fix is select_related.")


def test_it_is_cut_at_a_sentence() -> None:
    draft = " ".join(f"Sentence number {number} says that the cache must be warm." for number in range(40))
    assert compose(draft, "en").excerpt.endswith("warm.")


def test_one_endless_sentence_is_cut_at_a_word() -> None:
    excerpt = compose("# Title\n\n" + "단어 " * 400, "ko").excerpt
    assert len(excerpt) <= LIMIT
    assert excerpt.endswith("단어…")


def test_lines_that_only_lead_to_code_are_left_out() -> None:
    assert compose("# T\n\nRun this:\n\n```\nx\n```\n\nIt is fast.", "en").excerpt == "It is fast."


def test_links_and_marks_are_taken_off() -> None:
    assert compose("# T\n\nUse **[the `x` tool](https://a.b/c)** for more.", "en").excerpt == "Use the x tool for more."


def test_a_sentence_that_points_back_comes_with_what_it_points_at() -> None:
    draft = (
        "# T\n\nThe cache was cold. It was slow.\n\nOther words are here now.\n\nThis means that the fix is a warm-up."
    )
    excerpt = compose(draft, "en").excerpt
    assert "Other words are here now. This means" in excerpt


def test_it_does_not_begin_with_a_pronoun_or_a_label() -> None:
    assert compose("# T\n\nIt was slow.\n\ntoday: the index was missing on orders.", "en").excerpt.startswith(
        "the index"
    )


def test_strong_text_over_two_sentences_leaves_no_stars() -> None:
    notes = "**The cache is shared between workers. It is emptied at each deploy.**\n\nWe measured it twice last week."
    assert "*" not in compose(notes, "en").excerpt


def test_a_korean_excerpt_has_sentences_and_no_lines_about_the_source() -> None:
    notes = (
        "실습 코드 repo : 저장소\n\n2019.11.21 우아한 테크 세미나\n\n강대명 - 데이터 엔지니어\n\n"
        "레디스는 자료구조가 Atomic하기 때문에 경쟁을 피할 수 있다.\n\n생성자를 통해 만들었다면 필요가 없지만,\n"
    )
    assert compose(notes, "ko").excerpt == "레디스는 자료구조가 Atomic하기 때문에 경쟁을 피할 수 있다."


def test_marks_of_a_span_over_several_sentences_are_removed() -> None:
    notes = (
        "_The below needs Git 2.40. Older versions ignore the option._\n\n"
        "It is set **once per repository. Then it stays.**\n"
    )
    assert not {"_", "*"} & {*compose(notes, "en").excerpt}

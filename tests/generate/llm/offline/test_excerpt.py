"""Excerpts: the notes' own sentences as one plain paragraph."""

from pathlib import Path

from generate.llm.offline.compose import compose
from generate.llm.offline.excerpt import LIMIT, find_excerpt
from generate.llm.offline.sentences import plain


def test_an_excerpt_is_one_plain_paragraph_of_the_notes_own_words(note: Path) -> None:
    notes = note.read_text()
    excerpt = find_excerpt(compose(notes, note.name[:2]), note.name[:2])
    assert 0 < len(excerpt) <= LIMIT
    assert "\n" not in excerpt
    assert "```" not in excerpt
    words = plain(notes.replace("\n", " "))
    assert [word for word in excerpt.replace(".", " ").split() if word not in words] == []


def test_the_point_is_in_it() -> None:
    draft = "# Slow list\n\nIt was slow. We looked for hours.\n\nSome more words here.\n\nThe fix is select_related."
    assert find_excerpt(draft, "en").endswith("The fix is select_related.")


def test_it_is_cut_at_a_sentence() -> None:
    draft = " ".join(f"Sentence number {number} says that the cache must be warm." for number in range(40))
    assert find_excerpt(draft, "en").endswith("warm.")


def test_one_endless_sentence_is_cut_at_a_word() -> None:
    excerpt = find_excerpt("# Title\n\n" + "단어 " * 400, "ko")
    assert len(excerpt) <= LIMIT
    assert excerpt.endswith("단어…")


def test_lines_that_only_lead_to_code_are_left_out() -> None:
    assert find_excerpt("# T\n\nRun this:\n\n```\nx\n```\n\nIt is fast.", "en") == "It is fast."


def test_links_and_marks_are_taken_off() -> None:
    assert find_excerpt("# T\n\nSee **[the `x` docs](https://a.b/c)** for more.", "en") == "See the x docs for more."

"""Splitting notes into blocks in any context."""

from generate.offline.blocks import Kind, parse


def kinds(text: str) -> list[Kind]:
    return [block.kind for block in parse(text)]


def test_a_document_of_everything() -> None:
    text = "# H\nText.\n\n- a\n  more\n\n- b\n\n> quote\n\n| a |\n|---|\n\n---\n\n    indented\n\n```\nx\n```\n"
    assert kinds(text) == [
        Kind.HEADING,
        Kind.PROSE,
        Kind.LIST,
        Kind.QUOTE,
        Kind.TABLE,
        Kind.RULE,
        Kind.INDENTED,
        Kind.FENCE,
    ]


def test_code_right_below_a_sentence_is_a_block_of_its_own() -> None:
    assert kinds("이렇게 하면 된다:\ndef f():\n    return 1\n그리고 끝났다.") == [Kind.PROSE, Kind.CODE, Kind.PROSE]


def test_a_hash_line_in_code_is_a_comment_and_elsewhere_a_heading() -> None:
    assert kinds("Intro here.\n\n# install\nnpm ci\n# run\nnpm start") == [Kind.PROSE, Kind.CODE]
    assert kinds("# Install\n\nnpm ci") == [Kind.HEADING, Kind.CODE]


def test_a_fence_inside_a_longer_fence_is_its_content() -> None:
    assert kinds("````md\n```py\nx\n```\n````\nText.") == [Kind.FENCE, Kind.PROSE]


def test_pros_and_cons_are_a_list_and_a_patch_is_code() -> None:
    assert kinds("- 느리다\n+ 간단하다") == [Kind.LIST]
    assert [block.language for block in parse("-x = 1\n+x = 2")] == ["diff"]


def test_raw_code_under_a_list_item_stays_in_the_list() -> None:
    assert kinds("- run this\n  npm install\n- then that") == [Kind.LIST]


def test_a_traceback_ends_with_its_exception() -> None:
    text = 'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\nKeyError: 1\nIt was the cache.'
    code, prose = parse(text)
    assert code.lines[-1] == "KeyError: 1"
    assert prose.lines == ("It was the cache.",)


def test_output_belongs_to_the_session_and_korean_below_it_does_not() -> None:
    session, prose = parse("$ git status\nOn branch main\n\n$ ls\na.py\n파일이 하나뿐이다.")
    assert (session.kind, session.lines[-1]) == (Kind.CODE, "a.py")
    assert prose.kind is Kind.PROSE

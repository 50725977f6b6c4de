"""The frame around a post: what models make of it, at every split."""

from collections.abc import Iterable

import pytest

from generate.clean import Frame, Opened

MARK = "post-1a2b3c"
OPEN, CLOSE = f"<{MARK}>", f"</{MARK}>"

ANSWERS = [
    (f"{OPEN}\nHalf.\n\nAll.\n{CLOSE}", "Half.\n\nAll.\n", 0),
    (f"Sure! Here it is:\n{OPEN}\nAll.\n{CLOSE}\nLet me know!", "All.\n", 31),
    (f"Here: {OPEN}\nAll.{CLOSE}", "All.", 6),
    (f"```markdown\n{OPEN}\nAll.\n{CLOSE}\n```", "All.\n", 16),
    (f"{OPEN}All. {CLOSE.upper()} Bye.", "All. ", 5),
    (f"< {MARK}>\n    code\n</ {MARK} >", "    code\n", 0),
    # about the frame
    (f"I put it between {OPEN} and {CLOSE}:\n\n{OPEN}\nAll.\n{CLOSE}", "All.\n", 25),
    # repeated, nested, empty
    (f"{OPEN}\n{OPEN}\nAll.\n{CLOSE}\n{CLOSE}", "All.\n", 1),
    (f"{OPEN}\nFirst.\n{CLOSE}\n{OPEN}\nSecond.\n{CLOSE}", "First.\n", 10),
    (f"{OPEN}\nA\n{OPEN}\nB\n{CLOSE}\nC\n{CLOSE}\nD", "A\n\nB\n\nC\n", 2),
    (f"{OPEN}{CLOSE}\n{OPEN}\nAll.\n{CLOSE}", "All.\n", 1),
    (f"I'm sorry.\n{OPEN}\n{CLOSE}", "I'm sorry.\n", 0),
    # ignored, or only half of it
    ("A `<div>` and <post-2> end with <", "A `<div>` and <post-2> end with <", 0),
    (f"All.\n{CLOSE}\nBye.", "All.\n", 5),
    # broken off
    (f"{OPEN}\nHalf of", "Half of", 0),
    (f"{OPEN}\nAll.\n</post-1a", "All.\n", 0),
    (f"{OPEN}\na <", "a <", 0),
    ("<post-1a", "<post-1a", 0),
]


def read(pieces: Iterable[str]) -> tuple[str, int]:
    """Return the text that is left, and how many characters were dropped."""
    frame, text = Frame(MARK), ""
    for source in (*map(frame.feed, pieces), frame.finish()):
        for part in source:
            text = "" if isinstance(part, Opened) else text + part
    return text, frame.dropped


@pytest.mark.parametrize(("answer", "text", "dropped"), ANSWERS)
def test_what_is_in_the_frame_is_the_text_at_every_split(answer: str, text: str, dropped: int) -> None:
    assert read([answer]) == (text, dropped)
    assert read(answer) == (text, dropped)
    assert {read([answer[:at], answer[at:]]) for at in range(len(answer))} == {(text, dropped)}

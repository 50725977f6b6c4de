"""A PDF becomes Markdown as a person would read it."""

from pathlib import Path

import pytest

from generate.source_errors import SourceEmpty, SourceUnsupported
from generate.sources.limits import Limits
from generate.sources.pdf.read import read_pdf
from tests.generate.sources.papers import drawn_pdf, lines_at

LEFT = [f"Left line {n} is as wide as its whole column, more" for n in range(8)]
RIGHT = [f"right line {n} is as wide as its column, and goes on" for n in range(8)]
PROSE = ["A line of prose that is long enough to reach the right edge of the page here,", "and its end."]


def text_of(*pages: str) -> str:
    return read_pdf(drawn_pdf(*pages), Limits()).text


def rule(x: int, y: int, across: int, down: int) -> str:
    return f"{x} {y} m {x + across} {y + down} l S\n"


def test_columns_are_read_one_after_another_though_their_lines_alternate() -> None:
    rows = "".join(
        lines_at(60, 700 - 12 * n, [left]) + lines_at(320, 700 - 12 * n, [right])
        for n, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True))
    )
    title = lines_at(120, 740, ["A title that spans both of the columns"], "F2", 18)
    below = lines_at(60, 560, ["One line below that spans both columns, which ends what stands in both of them."])
    assert text_of(title + rows + below) == (
        f"# A title that spans both of the columns\n\n{' '.join(LEFT + RIGHT)}\n\n"
        "One line below that spans both columns, which ends what stands in both of them."
    )


def test_lines_become_paragraphs_and_words_cut_at_a_line_end_become_whole() -> None:
    page = lines_at(
        60, 700, ["The long-term plan is to keep each connection open, so that no mes-", "sage is lost, in long-"]
    )
    more = lines_at(60, 676, ["term use of a queue that holds messages until a worker comes and takes"])
    assert text_of(page + more + lines_at(60, 640, PROSE)) == (
        "The long-term plan is to keep each connection open, so that no message is lost, in long-term use of a queue "
        f"that holds messages until a worker comes and takes\n\n{' '.join(PROSE)}"
    )


def test_what_repeats_at_the_edges_of_pages_is_left_out() -> None:
    def page(number: int) -> str:
        edges = lines_at(60, 770, ["The handbook of queues"]) + lines_at(300, 20, [f"Page {number} of 3"])
        body = f"Page number {['one', 'two', 'three'][number - 1]} says something of its own."
        return edges + lines_at(60, 700, [body])

    assert text_of(page(1), page(2), page(3)) == "\n\n".join(
        f"Page number {number} says something of its own." for number in ("one", "two", "three")
    )


def test_headings_code_and_inline_code_are_told_by_their_fonts() -> None:
    code = ["def f(x):", "    return {", '        "a": 1,   # one', "    }"]
    page = lines_at(60, 740, ["Title"], "F2", 20) + lines_at(60, 700, PROSE)
    page += lines_at(60, 660, ["Bold alone"], "F2") + lines_at(60, 640, PROSE) + lines_at(60, 600, code, "F3")
    page += lines_at(60, 530, ["Call"]) + lines_at(82, 530, ["f(1)"], "F3") + lines_at(110, 530, ["to see it."])
    prose = " ".join(PROSE)
    assert text_of(page) == (
        f"# Title\n\n{prose}\n\n## Bold alone\n\n{prose}\n\n```\n" + "\n".join(code) + "\n```\n\nCall `f(1)` to see it."
    )


def test_ruled_tables_become_tables() -> None:
    grid = "".join(rule(60, y, 300, 0) for y in (700, 680, 640)) + "".join(rule(x, 640, 0, 60) for x in (60, 160, 360))
    cells = lines_at(65, 686, ["Name"]) + lines_at(165, 686, ["What | it does"]) + lines_at(65, 666, ["queue"])
    cells += lines_at(165, 666, ["holds items until", "they are taken"])
    open_rules = "".join(rule(60, y, 300, 0) for y in (600, 580, 540))
    numbers = "".join(
        lines_at(60 + 100 * column, 585 - 20 * row, [text])
        for row, texts in enumerate((("Method", "Precision"), ("ours", "0.93"), ("theirs", "0.90")))
        for column, text in enumerate(texts)
    )
    assert text_of(grid + cells + open_rules + numbers) == (
        "| Name | What \\| it does |\n| --- | --- |\n| queue | holds items until they are taken |\n\n"
        "| Method | Precision |\n| --- | --- |\n| ours | 0.93 |\n| theirs | 0.90 |"
    )


def test_lists_keep_their_nesting() -> None:
    page = "".join(
        lines_at(x, 700 - 14 * n, [text])
        for n, (x, text) in enumerate(
            [(60, "- one"), (80, "- inner"), (60, "- two"), (60, "1. first"), (60, "2. second")]
        )
    )
    assert text_of(page) == "- one\n    - inner\n- two\n1. first\n2. second"


def test_text_that_nobody_sees_is_left_out() -> None:
    page = lines_at(60, 700, ["A sentence that everybody sees."]) + "1 g\n" + lines_at(60, 680, ["White on white"])
    page += "0 g\n" + lines_at(60, 660, ["tiny"], size=1) + "q 3 Tr\n" + lines_at(60, 640, ["no ink"]) + "Q\n"
    page += lines_at(60, -40, ["beside the page"])
    page += "0 0 0.5 rg 50 590 300 30 re f 1 g\n" + lines_at(60, 600, ["White on blue is seen."])
    assert text_of(page) == "A sentence that everybody sees.\n\nWhite on blue is seen."


def test_a_page_set_sideways_is_read() -> None:
    lines = "".join(f"BT /F1 10 Tf 0 1 -1 0 {100 + 12 * n} 100 Tm ({line}) Tj ET\n" for n, line in enumerate(PROSE))
    assert text_of(lines) == " ".join(PROSE)


def test_letters_that_a_font_names_wrongly_are_refused() -> None:
    shifted = ["7KH TXHXH KROGV LWHPV XQWLO D ZRUNHU WDNHV WKHP IURP LW".swapcase() for _ in range(9)]
    with pytest.raises(SourceUnsupported, match="do not say which letters"):
        text_of(lines_at(60, 700, [line.replace("h", "H3").replace("w", "w4x") for line in shifted]))


def test_text_in_pictures_is_recognised_where_tesseract_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SourceEmpty, match="only pictures, and no text recognition"):
        text_of("")
    program = tmp_path / "tesseract"
    program.write_text('#!/bin/sh\nif [ "$1" = --list-langs ]; then echo kor; else echo "$4: read it"; fi\n')
    program.chmod(0o755)
    assert (
        text_of("", "")
        == "[The text was recognised in pictures; letters may be wrong.]\n\nkor: read it\n\nkor: read it"
    )
    program.write_text("#!/bin/sh\n")
    with pytest.raises(SourceEmpty, match="No text was recognised"):
        text_of("")


def with_hangul(data: bytes) -> bytes:
    """Return a PDF whose Helvetica says that its Z is a Korean letter."""
    cmap = b"begincmap\n1 begincodespacerange\n<00> <ff>\nendcodespacerange\n1 beginbfchar\n<5A> <B294>\nendbfchar"
    extra = b"99 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (len(cmap), cmap)
    data = data.replace(b"/BaseFont /Helvetica >>", b"/BaseFont /Helvetica /ToUnicode 99 0 R >>")
    return data.replace(b"%PDF-1.4\n", b"%PDF-1.4\n" + extra)  # its table of places is wrong then, and is made again


def test_a_korean_particle_stays_at_its_latin_word() -> None:
    set_apart = lines_at(72, 700, ["Kafka"]) + lines_at(100, 700, ["Z"])
    spaced = lines_at(72, 700, ["Kafka"]) + lines_at(103, 700, ["Z"])
    assert read_pdf(with_hangul(drawn_pdf(set_apart)), Limits()).text == "Kafka는"
    assert read_pdf(with_hangul(drawn_pdf(spaced)), Limits()).text == "Kafka 는"

"""Rich Text Format becomes Markdown: what its fonts, styles and groups say beside the letters."""

from generate.sources.file import File, read_file
from generate.sources.limits import Limits
from generate.sources.source import Source

HEAD = (
    r"{\rtf1\ansi\ansicpg949\deff0{\fonttbl{\f0 Times;}{\f1 Courier New;}{\f2\fcharset2 Symbol;}}"
    "\n"
    r"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}{\s2 Mine Preformatted;}{\*\cs3\f1 Mine;}}"
)


def read(text: str) -> Source:
    return read_file(File(f"{HEAD}{text}}}".encode("latin-1"), "a.rtf"), Limits())


def test_rtf_is_read_without_its_hidden_text() -> None:
    text = r"\f0 Learnt: \u54620?\u44544?. {\v IGNORE}\par \bullet\tab one\par"
    source = read(text)
    assert (source.text, source.hidden) == ("Learnt: 한글.\n\n- one", len("IGNORE"))


def test_headings_are_told_by_their_style_or_level() -> None:
    text = r"\pard\s1 First\par\pard\plain Prose.\par\pard\outlinelevel1 Second\par\pard More."
    assert read(text).text == "# First\n\nProse.\n\n## Second\n\nMore."


def test_code_is_told_by_its_font_or_style() -> None:
    by_font = r"Run:\par{\f1 if x:\par     y()\line    z()\par\par done\par}"
    inline = r"Call {\cs3 f()} now.\par"
    by_style = "\\pard\\s2 make\\\nmake run\\par\\pard End."
    assert read(by_font + inline + by_style).text == (
        "Run:\n\n```\nif x:\n    y()\n   z()\n\ndone\n```\n\nCall `f()` now.\n\n```\nmake\nmake run\n```\n\nEnd."
    )


def test_lists_have_marks_and_levels() -> None:
    items = (
        r"{\pntext\f2\'b7\tab}one\par{\listtext\pard\plain \u8226\'3f\tab}\ilvl1 inner\par\pard"
        r"{\listtext 3.\tab}three\par"
    )
    assert read(items).text == "- one\n    - inner\n3. three"


def test_links_notes_and_text_boxes_are_kept() -> None:
    link = r'See {\field{\*\fldinst{ HYPERLINK "https://example.org/a\'25b"}}{\fldrslt the page}}'
    note = r"{\footnote\pard\plain {\super\chftn} A note.}."
    box = r"{\shp{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt Boxed\par}}{\shprslt Again}}"
    assert read(rf"{link}{note}\par{box}").text == "See [the page](https://example.org/a%b) ( A note.).\n\nBoxed"


def test_pictures_and_deleted_text_are_left_out() -> None:
    text = r"Before{\pict\pngblip{\bin4 }{}\}} and{\deleted  not} after."
    assert read(text).text == "Before and after."

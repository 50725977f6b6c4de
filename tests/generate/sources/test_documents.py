"""Word, OpenDocument, EPUB, RTF, messages and subtitles become Markdown."""

import io
import zipfile

import pytest

from generate.source_errors import SourceEmpty, SourceUnsupported
from generate.sources.file import File, read_file
from generate.sources.limits import Limits
from generate.sources.source import Source
from tests.generate.sources.papers import docx, paragraph

OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
PROSE = "A sentence that everybody sees."


def read(data: bytes | str, name: str) -> Source:
    return read_file(File(data.encode() if isinstance(data, str) else data, name), Limits())


def zipped(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_opf", ".opf"), text)
    return out.getvalue()


def odt(body: str, styles: str = "", **parts: str) -> bytes:
    content = (
        f'<office:document-content xmlns:office="{OFFICE}:office:1.0" xmlns:text="{OFFICE}:text:1.0" '
        f'xmlns:table="{OFFICE}:table:1.0" xmlns:style="{OFFICE}:style:1.0" xmlns:draw="{OFFICE}:drawing:1.0" '
        f'xmlns:svg="{OFFICE}:svg-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return zipped(mimetype="application/vnd.oasis.opendocument.text", content_xml=content, **parts)


def run(text: str, looks: str = "") -> str:
    return f'<w:r><w:rPr>{looks}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def test_a_word_document_is_read_with_all_changes_accepted() -> None:
    body = (
        f"<w:p>{run('Kept, ')}<w:ins>{run('added')}</w:ins><w:del><w:r><w:delText>deleted</w:delText></w:r></w:del>"
        f"<w:moveFrom>{run('moved away')}</w:moveFrom><w:moveTo>{run(' and moved here')}</w:moveTo>.</w:p>"
    )
    assert read(docx(body), "a.docx").text == "Kept, added and moved here"


def test_word_text_that_nobody_sees_is_left_out_and_counted() -> None:
    white = '<w:color w:val="FFFFFF"/>'
    hidden = [run("vanished", "<w:vanish/>"), run("white", white), run("tiny", '<w:sz w:val="2"/>')]
    shown = run("White on black", white + '<w:shd w:fill="000000"/>')
    source = read(docx(f"{paragraph(PROSE)}<w:p>{''.join(hidden)}{shown}</w:p>"), "a.docx")
    assert source.text == f"{PROSE}\n\nWhite on black"
    assert source.hidden == len("vanishedwhitetiny")


def test_word_code_is_told_by_its_font_and_keeps_blank_lines() -> None:
    consolas, courier = '<w:rFonts w:ascii="Consolas"/>', '<w:rFonts w:ascii="Courier New"/>'

    def code(line: str) -> str:
        return f"<w:p>{run(line, consolas)}</w:p>"

    inline = f"<w:p>{run('Call ')}{run('f()', courier)}{run(' now.')}</w:p>"
    boxed = f"<w:tbl><w:tr><w:tc>{code('x = 1')}{code('y = 2')}</w:tc></w:tr></w:tbl>"
    lines = code("def f():") + code("    return 1") + "<w:p/>" + code("f()")
    assert read(docx(lines + inline + boxed), "a.docx").text == (
        "```\ndef f():\n    return 1\n\nf()\n```\n\nCall `f()` now.\n\n```\nx = 1\ny = 2\n```"
    )


def test_word_code_is_told_by_its_style_and_is_inline_in_cells() -> None:
    styles = (
        '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:style w:type="paragraph" w:styleId="a"><w:name w:val="Mine"/>'
        '<w:rPr><w:rFonts w:ascii="Menlo"/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:name w:val="Also"/><w:basedOn w:val="a"/></w:style></w:styles>'
    )
    cells = "".join(f"<w:tc>{paragraph(text, style)}</w:tc>" for text, style in (("ls", "b"), ("lists", "")))
    body = (
        paragraph("if x:", "a")
        + paragraph("", "b")
        + paragraph("    y()", "b")
        + f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"
    )
    document = docx(body, extra={"word/styles.xml": styles.encode()})
    assert read(document, "a.docx").text == "```\nif x:\n\n    y()\n```\n\n| `ls` | lists |\n| ---- | ----- |"


def test_word_formulas_become_tex() -> None:
    formula = (
        '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>x=</m:t></m:r>'
        "<m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f></m:oMath>"
    )
    assert read(docx(f"<w:p>{run('Let ')}{formula}{run(' be.')}</w:p>"), "a.docx").text == r"Let $x=\frac{a}{b}$ be."


def test_an_opendocument_text_keeps_its_structure() -> None:
    styles = (
        '<style:style style:name="P1" style:parent-style-name="Preformatted_20_Text"/>'
        '<style:style style:name="T1"><style:text-properties style:font-name="Liberation Mono"/></style:style>'
        '<style:style style:name="T2"><style:text-properties text:display="none"/></style:style>'
        '<text:list-style style:name="L1"><text:list-level-style-number text:level="1"/></text:list-style>'
    )
    body = (
        "<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>"
        '<text:h text:outline-level="2">제목</text:h>'
        '<text:p>Use <text:span text:style-name="T1">f()</text:span>.<text:span text:style-name="T2">IGNORE</text:span>'
        "<draw:frame><svg:desc>A plot</svg:desc></draw:frame></text:p>"
        '<text:p text:style-name="P1">if x:</text:p><text:p text:style-name="P1"><text:s text:c="4"/>y()</text:p>'
        '<text:list text:style-name="L1"><text:list-item><text:p>one</text:p></text:list-item>'
        "<text:list-item><text:p>two</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell>"
        "<text:p>b</text:p></table:table-cell></table:table-row></table:table>"
    )
    assert read(odt(body, styles), "a.odt").text == (
        "## 제목\n\nUse `f()`.[picture: A plot]\n\n```\nif x:\n    y()\n```\n\n"
        "1. one\n2. two\n\n| a | b |\n| --- | --- |"
    )


def test_parts_that_nobody_reads_may_be_empty_damaged_or_have_a_dtd() -> None:
    basic = '<!DOCTYPE m PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd"><m/>'
    parts = {"Configurations2__accelerator__current_xml": "", "Basic__a_xml": basic}
    assert read(odt(f"<text:p>{PROSE}</text:p>", **parts), "a.odt").text == PROSE
    assert read(odt(f"<text:p>{PROSE}</text:p>", meta_xml="<a"), "a.odt").text == PROSE
    damaged = {"customXml/item1.xml": b"======", "word/header1.xml": b"<a>"}
    assert read(docx(paragraph(PROSE), extra=damaged), "a.docx").text == PROSE


def test_code_in_an_opendocument_list_is_one_block_and_numbers_go_on() -> None:
    styles = (
        '<style:style style:name="P1" style:parent-style-name="Preformatted_20_Text"/>'
        '<text:list-style style:name="L1"><text:list-level-style-number text:level="1"/></text:list-style>'
    )
    code = "".join(f'<text:p text:style-name="P1">{line}</text:p>' for line in ("if x:", '<text:s text:c="4"/>y()'))

    def listed(inner: str, goes_on: str = "false", start: str = "") -> str:
        item = f"<text:list-item{start}>{inner}</text:list-item>"
        return f'<text:list text:style-name="L1" text:continue-numbering="{goes_on}">{item}</text:list>'

    body = listed("<text:p>one</text:p>") + listed(code) + listed("<text:p>three</text:p>", "true")
    body += "<text:p>Between.</text:p>" + listed("<text:p>seven</text:p>", start=' text:start-value="7"')
    assert read(odt(body, styles), "a.odt").text == (
        "1. one\n\n```\nif x:\n    y()\n```\n\n2. three\n\nBetween.\n\n7. seven"
    )


def test_an_encrypted_opendocument_text_is_called_that_and_an_empty_one_empty() -> None:
    manifest = {"META-INF__manifest_xml": "<m><encryption-data/></m>"}
    with pytest.raises(SourceUnsupported, match="encrypted"):
        read(odt("", **manifest), "a.odt")
    with pytest.raises(SourceEmpty):
        read(odt(""), "a.odt")


def test_headings_of_an_opendocument_text_that_a_list_numbers_are_headings() -> None:
    inner = '<text:list><text:list-item><text:h text:outline-level="2">Chapter</text:h></text:list-item></text:list>'
    body = f"<text:list><text:list-item>{inner}</text:list-item></text:list><text:p>{PROSE}</text:p>"
    assert read(odt(body), "a.odt").text == f"## Chapter\n\n{PROSE}"


def test_text_boxes_of_an_opendocument_text_stay_apart_from_the_text_around_them() -> None:
    box = "<draw:frame><draw:text-box><text:p>In the box</text:p></draw:text-box></draw:frame>"
    assert read(odt(f"<text:p>{box}Beside it</text:p>"), "a.odt").text == "In the box\n\nBeside it"


def test_an_e_book_is_read_in_the_order_of_its_spine() -> None:
    package = (
        '<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>Queues</dc:title>'
        "<dc:creator>Kim</dc:creator></metadata><manifest>"
        '<item id="b" href="b%20x.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="n" href="n.xhtml" media-type="application/xhtml+xml" properties="nav"/></manifest>'
        '<spine><itemref idref="n"/><itemref idref="a"/><itemref idref="b"/></spine></package>'
    )
    container = '<container><rootfiles><rootfile full-path="O/p.opf"/></rootfiles></container>'
    page = "<!DOCTYPE html><html><body><h1>%s</h1><pre>x\n  y</pre></body></html>"
    parts = {"META-INF__container_xml": container, "O__p_opf": package, "O__n.xhtml": page % "Contents"}
    parts |= {"O__a.xhtml": page % "First", "O__b x.xhtml": page % "둘째"}
    book = read(zipped(**parts), "a.epub")
    assert book.text == "# First\n\n```\nx\n  y\n```\n\n# 둘째\n\n```\nx\n  y\n```"
    assert (book.title, book.author) == ("Queues", "Kim")
    locked = {"META-INF__encryption_xml": '<e><CipherReference URI="O/a.xhtml"/></e>'}
    with pytest.raises(SourceUnsupported, match="copy protection"):
        read(zipped(**parts, **locked), "a.epub")


@pytest.mark.parametrize(
    ("part", "kind"), [("xl__workbook_xml", "a spreadsheet"), ("ppt__presentation_xml", "a presentation")]
)
def test_other_archives_are_named(part: str, kind: str) -> None:
    with pytest.raises(SourceUnsupported, match=kind):
        read(zipped(**{part: "<a/>"}), "a.docx")


def test_subtitles_become_paragraphs_without_times() -> None:
    srt = (
        "1\n00:00:01,000 --> 00:00:02,500\n<i>A queue holds items</i>\n\n2\n00:00:02,600 --> 00:00:04,000\n"
        "until they are taken.\n\n3\n00:00:20,000 --> 00:00:22,000\nThen nothing is lost.\n"
    )
    assert read(srt, "a.srt").text == "A queue holds items until they are taken.\n\nThen nothing is lost."
    vtt = (
        "WEBVTT\nKind: captions\n\n00:01.000 --> 00:03.000 align:start\n<v Kim>What is a queue?\n\n"
        "00:03.000 --> 00:05.000\n<v Lee>Items in line.\n\n"
        "00:05.000 --> 00:07.000\nItems in line.\nFirst <c>come</c> first."
    )
    assert read(vtt, "a.vtt").text == "**Kim:** What is a queue?\n\n**Lee:** Items in line. First come first."
    assert read("WEBVTT\n\n0:0:0.0 --> 0:0:3.5\nOne digit each.\n", "a.vtt").text == "One digit each."


def test_a_word_list_whose_style_is_missing_is_read() -> None:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    numbering = (
        f'<w:numbering {space}><w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="Gone"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Target="numbering.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering"/></Relationships>'
    )
    parts = {"word/numbering.xml": numbering.encode(), "word/_rels/document.xml.rels": relations.encode()}
    item = f'<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>{run(PROSE)}</w:p>'
    assert read(docx(item, extra=parts), "a.docx").text == PROSE

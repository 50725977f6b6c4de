"""Files are read by their content."""

import base64
import contextlib
import io
import unicodedata
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pygments.lexers import get_lexer_by_name

from generate.source_errors import SourceEmpty, SourceError, SourceTooLarge, SourceUnsupported
from generate.sources.file import File, from_data_url, plain_name, read_file
from generate.sources.limits import Limits
from tests.generate.sources.papers import docx, notebook, paragraph, pdf

LIMITS = Limits()
PDF = pdf("Hello", "there")
DOCX = docx(paragraph("Short"))
NOTEBOOK = notebook({"cell_type": "code", "source": ["x"], "outputs": []})
FIRST = "Enough ordinary words to be an article."


def text_of(data: bytes | str, name: str = "") -> str:
    return read_file(File(data.encode() if isinstance(data, str) else data, name), LIMITS).text


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("note.md", "# 안녕\n\n- a", "# 안녕\n\n- a"),
        ("note.txt", "plain\r\ntext", "plain\ntext"),
        ("", "no name", "no name"),
        ("a.py", "def f():\n\treturn 1\n", "```python\ndef f():\n\treturn 1\n```"),
        ("a.ts", "let x: number", "```typescript\nlet x: number\n```"),
        ("A.JAVA", "class A {}", "```java\nclass A {}\n```"),
        ("Dockerfile", "FROM x", "```docker\nFROM x\n```"),
        ("Makefile", "all:\n\ttrue", "```make\nall:\n\ttrue\n```"),
        ("d.csv", "a,b\n1,2\n", "```csv\na,b\n1,2\n```"),
        ("d.json", '{"a": 1}', '```json\n{"a": 1}\n```'),
        ("d.yml", "a: 1", "```yaml\na: 1\n```"),
        ("d.toml", "a = 1", "```toml\na = 1\n```"),
        ("d.log", "12:00 up", "```log\n12:00 up\n```"),
        ("strange.xyz", "text in a file of no known kind", "```\ntext in a file of no known kind\n```"),
        ("readme.md", "```sh\nls\n```", "```sh\nls\n```"),
        ("ticks.py", '"""\n```\n"""', '````python\n"""\n```\n"""\n````'),
    ],
)
def test_text_of_every_kind(name: str, text: str, expected: str) -> None:
    assert text_of(text, name) == expected


def test_html_becomes_its_article() -> None:
    page = f"<!doctype html><title>T</title><nav>Menu</nav><article><p>{FIRST}</p><pre>x\n y</pre></article>"
    for name in ("page.html", "page", "page.txt"):
        source = read_file(File(page.encode(), name), LIMITS)
        assert (source.text, source.title, source.kind) == (f"{FIRST}\n\n```\nx\n y\n```", "T", "file")
    assert text_of(page, "page.md") == page


def test_content_counts_more_than_the_name() -> None:
    assert text_of(pdf("Hello there"), "notes.txt") == "Hello there"
    assert text_of(notebook({"cell_type": "markdown", "source": "# Hi"}), "data.json") == "# Hi"
    assert text_of("not a PDF at all", "paper.pdf") == "```\nnot a PDF at all\n```"


def test_a_notebook_keeps_text_code_and_outputs_in_order() -> None:
    cells: list[dict[str, object]] = [
        {"cell_type": "markdown", "source": ["# Title\n", "text"]},
        {
            "cell_type": "code",
            "source": "for x in y:\n    print(x)",
            "outputs": [
                {"output_type": "stream", "text": ["1\n", "2\n"]},
                {"output_type": "execute_result", "data": {"text/plain": "42", "image/png": "iVBOR"}},
                {"output_type": "error", "traceback": ["\x1b[31mError\x1b[0m: no"]},
            ],
        },
        {"cell_type": "code", "source": "%%bash\nls", "outputs": []},
        {"cell_type": "raw", "source": ""},
    ]
    assert text_of(notebook(*cells), "a.ipynb") == (
        "# Title\ntext\n\n```python\nfor x in y:\n    print(x)\n```\n\n```text\n1\n2\n```\n\n```text\n42\n```\n\n"
        "```text\nError: no\n```\n\n```bash\n%%bash\nls\n```"
    )


@pytest.mark.parametrize("text", ['{"nbformat": 4}', '{"nbformat": 4, "cells": [1, {"cell_type": "code"}]}'])
def test_a_notebook_with_nothing_in_it_is_empty(text: str) -> None:
    with pytest.raises(SourceEmpty):
        text_of(text, "a.ipynb")


def test_something_that_only_says_nbformat_is_not_a_notebook() -> None:
    assert text_of('{"nbformat": "x"}', "a.json").startswith("```json")
    assert text_of('{"nbformat": broken', "a.txt") == '{"nbformat": broken'


def test_a_pdf_is_read_page_after_page() -> None:
    source = read_file(File(pdf("First line\nsecond", "Next page", title="Paper"), "p.pdf"), LIMITS)
    assert source.text == "First line second\n\nNext page"
    assert (source.title, source.name) == ("Paper", "p.pdf")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (pdf("secret", password="pw"), "a PDF locked with a password"),
        (b"%PDF-1.4 broken", "a damaged PDF"),
        (pdf("x")[:200], "a damaged PDF"),
        (b"\xd0\xcf\x11\xe0" + bytes(99), "an old or an encrypted Office document"),
        (b"PK\x03\x04 broken", "a damaged document"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "a picture"),
        (bytes(range(256)) * 20, "not text"),
        (docx("", head='<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'), "a document with XML entities"),
    ],
)
def test_what_cannot_be_read_says_what_it_is(data: bytes, kind: str) -> None:
    with pytest.raises(SourceUnsupported, match=kind):
        text_of(data, "x.bin")


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([PDF, DOCX, NOTEBOOK]), st.integers(0), st.binary(max_size=12), st.integers(0, 20))
def test_a_damaged_file_is_read_or_refused_and_never_breaks(data: bytes, at: int, put: bytes, cut: int) -> None:
    at %= len(data)
    with contextlib.suppress(SourceError):
        assert read_file(File(data[:at] + put + data[at + cut :], "x"), LIMITS).text


def test_an_ordinary_zip_is_not_a_document() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(SourceUnsupported, match="a ZIP file that is not a document"):
        text_of(out.getvalue(), "a.docx")


def test_a_word_document_keeps_headings_code_tables_and_lists() -> None:
    table = f"<w:tbl><w:tr><w:tc>{paragraph('a')}</w:tc><w:tc>{paragraph('b')}</w:tc></w:tr></w:tbl>"
    body = (
        paragraph("제목", "Heading1")
        + paragraph(FIRST)
        + paragraph("def f():", "SourceCode")
        + paragraph("    return 1", "SourceCode")
        + table
    )
    assert text_of(docx(body), "a.docx") == (
        f"# 제목\n\n{FIRST}\n\n```\ndef f():\n    return 1\n```\n\n| a | b |\n| --- | --- |"
    )


def test_nothing_of_a_long_word_document_is_taken_for_what_is_around_an_article() -> None:
    long = [f"Paragraph {n} explains at some length, with commas, what was learnt about queues." for n in range(30)]
    beside = ["Related posts", "Contact", "© 2026 Kim, all rights reserved", "Share this", "Cookies"]
    text = text_of(docx("".join(map(paragraph, [*beside, *long, *beside]))), "a.docx")
    assert [line for line in text.split("\n") if line] == [*beside, *long, *beside]


def test_a_file_without_text_is_called_so() -> None:
    with pytest.raises(SourceEmpty, match=r"^This file has no text\.$"):
        text_of("  ", "a.md")
    with pytest.raises(SourceEmpty, match="only pictures"):
        text_of(pdf(""), "a.pdf")


def test_a_short_word_document_is_read_too() -> None:
    assert text_of(docx(paragraph("Short")), "a.docx") == "Short"


@pytest.mark.parametrize(
    ("data", "limits"),
    [
        (b"x" * 1001, Limits(file_bytes=1000)),
        (pdf("a", "b", "c"), Limits(pdf_pages=2)),
        (notebook({"cell_type": "raw"}, {"cell_type": "raw"}, {"cell_type": "raw"}), Limits(notebook_cells=2)),
        (docx(paragraph("x"), extra={"word/big.xml": b"<a>" + bytes(3_000_000)}), Limits(unzipped_bytes=2_000_000)),
        (docx(paragraph("x"), extra={f"word/{n}.bin": b"" for n in range(30)}), Limits(zip_entries=20)),
        (b"word " * 100, Limits(text_characters=99)),
    ],
)
def test_what_is_too_large_is_refused(data: bytes, limits: Limits) -> None:
    with pytest.raises(SourceTooLarge):
        read_file(File(data, "x"), limits)


@pytest.mark.parametrize("data", [b"", b" \n\t", pdf("")])
def test_a_file_without_text_says_so(data: bytes) -> None:
    with pytest.raises(SourceEmpty):
        text_of(data, "x.txt")


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("/etc/passwd", "passwd"),
        ("..\\..\\a\\b.md", "b.md"),
        ("a\x00b\n.md", "ab.md"),
        (unicodedata.normalize("NFD", "한글.md"), "한글.md"),
        ("../..", ""),
        (".bashrc", "bashrc"),
        ("x" * 300 + ".md", "x" * 147 + ".md"),
        ("\u202egpj.md", "gpj.md"),
    ],
)
def test_a_file_name_is_stripped_of_everything_that_is_not_one(name: str, plain: str) -> None:
    assert plain_name(name) == plain


@pytest.mark.parametrize(
    ("link", "data", "name", "charset"),
    [
        ("data:,Hello%20World", b"Hello World", "", ""),
        ("data:text/plain;charset=EUC-KR;base64,sKE=", b"\xb0\xa1", "", "euc-kr"),
        ("data:text/markdown;name=a%2Fb.md;base64,IyBh", b"# a", "b.md", ""),
        ("DATA:text/plain;BASE64,aGk", b"hi", "", ""),
    ],
)
def test_a_data_url_is_a_file(link: str, data: bytes, name: str, charset: str) -> None:
    file = from_data_url(link, LIMITS)
    assert (file.data, file.name, file.charset) == (data, name, charset)


@pytest.mark.parametrize("link", ["data:", "data:text/plain;base64,***", "12345", "http://x.test/"])
def test_what_is_no_data_url_is_refused(link: str) -> None:
    with pytest.raises(SourceUnsupported):
        from_data_url(link, LIMITS)


def test_a_data_url_is_measured_before_it_is_unpacked() -> None:
    link = "data:text/plain;base64," + base64.b64encode(bytes(4000)).decode()
    with pytest.raises(SourceTooLarge):
        from_data_url(link, Limits(file_bytes=1000))


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("a.r", "r"), ("a.pl", "perl"), ("main.tf", "hcl"), ("a.m", "objectivec"), ("flake.nix", "nix"),
        ("a.mts", "typescript"), ("a.svelte", "html"), ("Dockerfile.prod", "docker"), ("Jenkinsfile", "groovy"),
        ("CMakeLists.txt", "cmake"), ("requirements-dev.txt", "text"), ("a.go", "go"), ("a.rs", "rust"),
        ("a.swift", "swift"), ("a.php", "php"), ("a.cs", "csharp"), ("a.sh", "bash"), ("a.rb", "ruby"),
        ("a.scss", "scss"), ("a.dart", "dart"), ("a.zig", "zig"), ("a.jl", "julia"), ("a.hs", "haskell"),
    ],
)  # fmt: skip
def test_code_is_labelled_as_the_highlighter_calls_it(name: str, language: str) -> None:
    assert text_of("some code", name) == f"```{language}\nsome code\n```"
    assert language in get_lexer_by_name(language).aliases


def test_pictures_inside_a_text_are_left_out_with_a_word() -> None:
    picture = "data:image/png;base64," + "iVBORw0KGgo" * 30
    text = f"![A plot]({picture})\n\n<img alt='b' src=\"{picture}\"> and ![][one]\n\n[one]: <{picture}>"
    assert text_of(text, "a.md") == "[picture: A plot]\n\n[picture: b] and ![][one]\n\n[one]: [picture]"
    cell = notebook({"cell_type": "markdown", "source": [f"![]({picture})"]})
    assert text_of(cell, "a.ipynb") == "[picture]"


def test_a_notebook_that_is_odd_is_read_all_the_same() -> None:
    cells = '"cells": [{"cell_type": "code", "source": "x", "outputs": [{"text": ["1"], "n": NaN}]}]'
    assert (
        text_of(f'{{"nbformat": "4", "metadata": null, {cells}}}', "a.ipynb") == "```python\nx\n```\n\n```text\n1\n```"
    )


def test_a_text_with_a_nul_is_no_text() -> None:
    with pytest.raises(SourceUnsupported, match="not text"):
        text_of("words and more words " * 50 + "\x00", "a.txt")

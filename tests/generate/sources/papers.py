"""Create small PDF, Word and notebook files."""

import io
import zipfile

import orjson
from pypdf import PdfReader, PdfWriter

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Target="word/document.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
_STYLES = (
    '<?xml version="1.0"?><w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="SourceCode"><w:name w:val="Source Code"/></w:style></w:styles>'
)
_STYLE_RELATION = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Target="styles.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"/></Relationships>'
)


def pdf(*pages: str, password: str = "", title: str = "") -> bytes:
    """Return a PDF with one page per text, keeping its lines."""
    streams = []
    for page in pages:
        lines = "".join(f"({line}) Tj T* " for line in page.split("\n"))
        streams.append(f"BT /F1 12 Tf 14 TL 72 720 Td {lines}ET")
    data = drawn_pdf(*streams)
    return _written(data, password, title) if password or title else data


def lines_at(x: int, y: int, lines: list[str], font: str = "F1", size: int = 10) -> str:
    """Return PDF operators that write ``lines`` below each other from a point; y counts from the bottom."""
    escaped = (line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in lines)
    return f"BT /{font} {size} Tf {size * 1.2} TL {x} {y} Td {''.join(f'({line}) Tj T* ' for line in escaped)}ET\n"


def drawn_pdf(*streams: str) -> bytes:
    """Return a PDF (612 by 792 points) with one page per content stream; F1 is Helvetica, F2 bold, F3 Courier."""
    fonts = "".join(
        f"/F{number} << /Type /Font /Subtype /Type1 /BaseFont /{name} >> "
        for number, name in enumerate(("Helvetica", "Helvetica-Bold", "Courier"), start=1)
    )
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    for stream in streams:
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {len(objects)} 0 R "
            f"/Resources << /Font << {fonts}>> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    data = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    data += f"xref\n0 {len(offsets) + 1}\n0000000000 65535 f \n{table}".encode()
    return (
        data + f"trailer << /Root 1 0 R /Size {len(offsets) + 1} >>\nstartxref\n{data.index(b'xref')}\n%%EOF".encode()
    )


def _written(data: bytes, password: str, title: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    if title:
        writer.add_metadata({"/Title": title})
    if password:
        writer.encrypt(password, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def docx(body: str, head: str = "", extra: dict[str, bytes] | None = None) -> bytes:
    """Return a Word file around ``body`` (WordprocessingML); ``head`` goes before the root, ``extra`` are parts."""
    document = (
        f'<?xml version="1.0"?>{head}<w:document '
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body>{body}</w:body></w:document>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        parts: dict[str, str | bytes] = {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _RELATIONS,
            "word/document.xml": document,
        }
        parts |= {"word/styles.xml": _STYLES, "word/_rels/document.xml.rels": _STYLE_RELATION}
        for name, data in (parts | (extra or {})).items():
            archive.writestr(name, data)
    return out.getvalue()


def paragraph(text: str, style: str = "") -> str:
    """Return one Word paragraph."""
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{look}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def notebook(*cells: dict[str, object], language: str = "python") -> bytes:
    """Return a Jupyter notebook, format 4."""
    about = {"kernelspec": {"language": language}, "language_info": {"name": language}}
    return orjson.dumps({"cells": cells, "metadata": about, "nbformat": 4, "nbformat_minor": 5})

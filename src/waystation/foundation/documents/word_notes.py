"""Parts of Word documents that python-docx lacks: footnotes, and a table of contents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from .blocks import Heading, printable

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_MARK = re.compile("\u2063([0-9]+)\u2063")
SMALL = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
CONTENTS = ("Heading1", "Heading2")


def mark(number: int) -> str:
    """Return the placeholder of a footnote until the document is complete."""
    return f"\u2063{number}\u2063"


def put_in(made: Any, notes: Sequence[str]) -> None:
    """Replace the placeholders in a document by footnotes."""
    if not notes:
        return
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for run in list(made.element.body.iter(qn("w:r"))):
        text = run.find(qn("w:t"))
        found = _MARK.fullmatch(text.text or "") if text is not None else None
        if found is None:
            continue
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), found[1])
        text.addnext(reference)
        run.remove(text)
    part = Part(PackURI("/word/footnotes.xml"), KIND, _footnotes(notes), made.part.package)
    made.part.relate_to(part, RELATION)


def _footnotes(notes: Sequence[str]) -> bytes:
    between = (
        '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r>'
        "<w:continuationSeparator/></w:r></w:p></w:footnote>"
    )
    made = [
        f'<w:footnote w:id="{number}"><w:p><w:pPr><w:spacing w:after="0"/></w:pPr>'
        f"<w:r>{SMALL}<w:footnoteRef/></w:r>"
        f'<w:r><w:rPr><w:sz w:val="16"/></w:rPr>'
        f'<w:t xml:space="preserve"> {escape(text)}</w:t></w:r></w:p></w:footnote>'
        for number, text in enumerate(notes, start=1)
    ]
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f'{head}<w:footnotes xmlns:w="{MAIN}">{between}{"".join(made)}</w:footnotes>'.encode()


def entries(headings: Sequence[Heading]) -> Any:
    """Return the entries of the table of contents; Word adds the page numbers."""
    from markupsafe import Markup

    lines = []
    for number, one in enumerate(headings, start=1):
        indent = '<w:ind w:left="340"/>' if one.level > 1 else ""
        strong = "<w:rPr><w:b/></w:rPr>" if one.level == 1 else ""
        lines.append(
            f'<w:p xmlns:w="{MAIN}"><w:pPr><w:pStyle w:val="ContentsEntry"/>{indent}</w:pPr>'
            f'<w:hyperlink w:anchor="_Toc{number}" w:history="1">'
            f'<w:r>{strong}<w:t xml:space="preserve">{escape(printable(one.text))}</w:t></w:r>'
            f"<w:r><w:tab/></w:r>"
            f'<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
            f'<w:r><w:instrText xml:space="preserve"> PAGEREF _Toc{number} \\h </w:instrText></w:r>'
            f'<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t></w:t></w:r>'
            f'<w:r><w:fldChar w:fldCharType="end"/></w:r></w:hyperlink></w:p>'
        )
    return Markup("".join(lines))  # noqa: S704  built above, every text escaped


def mark_headings(made: Any) -> None:
    """Give each heading the bookmark that the table of contents links to."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    number = 0
    for paragraph in made.element.body.iter(qn("w:p")):
        if paragraph.style not in CONTENTS:
            continue
        number += 1
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for one in (start, end):
            one.set(qn("w:id"), str(number))
        start.set(qn("w:name"), f"_Toc{number}")
        paragraph.insert(1 if paragraph.pPr is not None else 0, start)
        paragraph.append(end)

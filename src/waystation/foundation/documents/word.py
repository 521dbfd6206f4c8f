"""A report as a Word document, from a template that the office can edit in Word.

The template is a .docx with tags (docxtpl): ``{{ title }}``, ``{%p for b in blocks %}`` and so
on; ours is ``word/report.docx``. An edited template may move, format and omit anything, except
the note on resolution 1244: without it the document is refused.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from django.utils import translation
from django.utils.translation import gettext

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from . import word_notes, word_tables
from .blocks import (
    Block,
    Figure,
    Footnote,
    Heading,
    KeyFigures,
    Note,
    Paragraph,
    Picture,
    Points,
    Quotation,
    Report,
    Span,
    Table,
    TypedTable,
    printable,
    refuse_unnoted,
)
from .captions import Captions, cover_lines, join_lines, line_above, lines_below

TEMPLATE = Path(__file__).parent / "word" / "report.docx"
MAP_WIDTH_MM = 124
PHOTO_WIDTH_MM = 116
LOGO_MM = 20
LARGEST_TEMPLATE = 10 * 1024 * 1024


def render(report: Report, template: bytes | None = None) -> bytes:
    """Return the report as .docx, made from ``template`` or from ours.

    Raises Refusal if a mandatory note is missing, or if the template is not a usable .docx.
    """
    from docx import Document
    from docxtpl import DocxTemplate
    from jinja2.exceptions import TemplateError
    from jinja2.sandbox import SandboxedEnvironment

    refuse_unnoted(report)
    content = template if template is not None else TEMPLATE.read_bytes()
    _refuse_wrong_template(content)
    document = DocxTemplate(io.BytesIO(content))
    notes: list[str] = []
    with translation.override(report.language):
        context = _context(report, document, notes)
    try:
        document.render(context, jinja_env=SandboxedEnvironment(autoescape=True), autoescape=True)
    except TemplateError as error:
        raise Refusal(
            N_("The Word template has a tag that cannot be read: {reason}. Mend it in Word."),
            code="word_template_tags",
            reason=str(error)[:200],
        ) from None
    rendered = io.BytesIO()
    document.save(rendered)
    made = Document(rendered)  # open it again: an unreadable file must not be sent
    _refuse_without_note(made, report)
    word_notes.put_in(made, notes)
    if context["contents"]:
        word_notes.mark_headings(made)
    if report.direction == "rtl":
        _turn_right_to_left(made)
    properties = made.core_properties
    properties.title = printable(report.title)[:255]
    properties.author = printable(report.author)[:255] or "Waystation"
    properties.language = report.language
    if report.dated:
        made_at = datetime.combine(report.dated, time(), UTC).replace(tzinfo=None)
        properties.created = properties.modified = made_at
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _refuse_wrong_template(content: bytes) -> None:
    wrong = Refusal(
        N_("This is not a Word template. Save it in Word as .docx (at most 10 MB) and try again."),
        code="word_template_wrong",
    )
    if len(content) > LARGEST_TEMPLATE:
        raise wrong
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = set(packed.namelist())
            unpacked = sum(entry.file_size for entry in packed.infolist())
    except zipfile.BadZipFile:
        raise wrong from None
    if "word/document.xml" not in names or unpacked > 10 * LARGEST_TEMPLATE:
        raise wrong


def _refuse_without_note(made: Any, report: Report) -> None:
    footers = [
        paragraph.text for section in made.sections for paragraph in section.footer.paragraphs
    ]
    body = [paragraph.text for paragraph in made.paragraphs]
    if not any(report.unscr_1244_note in text for text in [*footers, *body]):
        raise Refusal(
            N_(
                "The Word template has lost the note on Security Council resolution 1244. "
                "Put the tag unscr_1244_note (in double braces) back into its footer."
            ),
            code="unscr_1244_missing",
        )


def _turn_right_to_left(made: Any) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    parts = [made.element.body]
    parts += [section.footer._element for section in made.sections]
    for part in parts:
        for paragraph in part.iter(qn("w:p")):
            properties = paragraph.get_or_add_pPr()
            properties.insert_element_before(
                OxmlElement("w:bidi"), "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind",
                "w:contextualSpacing", "w:jc", "w:outlineLvl", "w:rPr", "w:sectPr",
            )  # fmt: skip
        for run in part.iter(qn("w:r")):
            look = run.get_or_add_rPr()
            # Right-to-left text has separate settings for weight and size.
            for name, twin in (("w:b", "w:bCs"), ("w:sz", "w:szCs")):
                found = look.find(qn(name))
                if found is not None and look.find(qn(twin)) is None:
                    copy = OxmlElement(twin)
                    for key, value in found.attrib.items():
                        copy.set(key, value)
                    found.addnext(copy)
            look.append(OxmlElement("w:rtl"))
        for table in part.iter(qn("w:tbl")):
            table.tblPr.insert(1, OxmlElement("w:bidiVisual"))


def _context(report: Report, document: Any, notes: list[str]) -> dict[str, Any]:
    captions = Captions()
    listed = report.contents and len(report.headings) > 1
    return {
        "title": printable(report.title),
        "subtitle": printable(report.subtitle),
        "over": printable(line_above(report)),
        "unscr_1244_note": report.unscr_1244_note,
        "boundary_note": report.boundary_note,
        "edition": report.edition,
        "digest": report.digest,
        "cover": _cover(report, document),
        "contents": gettext("Contents") if listed else "",
        "entries": word_notes.entries(report.headings) if listed else "",
        "blocks": [_block(one, captions, document, notes) for one in report.blocks],
    }


def _cover(report: Report, document: Any) -> dict[str, Any] | None:
    if report.cover is None:
        return None
    logo = report.cover.logo
    return {
        "office": printable(report.cover.office),
        "lines": [printable(one) for one in report.cover.lines],
        "logo": _image(logo, report.cover.office, document, height=LOGO_MM) if logo else None,
        "below": [printable(one) for one in cover_lines(report)],
    }


def _rich(paragraph: Paragraph, document: Any, notes: list[str]) -> Any:
    """Return a paragraph as rich text; append its footnotes to ``notes``."""
    from docxtpl import RichText

    rich = RichText()
    for part in paragraph.parts:
        if isinstance(part, Footnote):
            notes.append(printable(part.text))
            rich.add(word_notes.mark(len(notes)), superscript=True)
        elif isinstance(part, Figure):
            rich.add(printable(part.text), bold=True, color="083C79")
        elif isinstance(part, Span):
            look: dict[str, Any] = {"bold": part.strong, "italic": part.emphasis}
            if part.href:
                look |= {"color": "0B4F9E", "underline": True}
                look["url_id"] = document.build_url_id(part.href)
            rich.add(printable(part.text), **look)
        else:
            rich.add(printable(part))
    return rich


def _block(one: Block, captions: Captions, document: Any, notes: list[str]) -> dict[str, Any]:
    if isinstance(one, Heading):
        return {"kind": "heading", "level": one.level, "text": printable(one.text)}
    if isinstance(one, Paragraph):
        return {"kind": "paragraph", "rich": _rich(one, document, notes)}
    if isinstance(one, Points | Quotation):
        kind = (
            "quotation" if isinstance(one, Quotation) else "numbered" if one.ordered else "points"
        )
        return {"kind": kind, "points": [_rich(item, document, notes) for item in one.paragraphs]}
    if isinstance(one, Picture):
        line = join_lines([one.caption, one.credit])
        picture = _image(one.content, one.alternative, document, width=PHOTO_WIDTH_MM)
        return {"kind": "photo", "picture": picture, "caption": printable(line)}
    if isinstance(one, Note):
        return {"kind": "note", "text": printable(one.text)}
    if isinstance(one, TypedTable):  # in templates of offices, too, these are cells and a space
        return {"kind": "key_figures", "cells": word_tables.cells_of(one.table)}
    if isinstance(one, KeyFigures):
        return {"kind": "key_figures", "cells": word_tables.key_figures(one)}
    common = {
        "caption": printable(captions.caption(one)),
        "about": printable(one.about),
        "lines": [printable(line) for line in lines_below(one)],
    }
    if isinstance(one, Table):
        return {"kind": "table", "cells": word_tables.cells_of(one), **common}
    width = MAP_WIDTH_MM if one.kind == "map" else word_tables.TEXT_WIDTH_MM
    picture = _image(one.png(), one.sentence, document, width=width)
    return {"kind": "chart", "picture": picture, **common}


def _image(content: bytes, alternative: str, document: Any, **size: float) -> Any:
    """Return a picture with its alternative text."""
    from docx.shared import Mm
    from docxtpl import InlineImage

    class Described(InlineImage):  # type: ignore[misc, unused-ignore]
        def _insert_image(self) -> str:
            xml: str = super()._insert_image()
            words = quoteattr(printable(alternative))
            described = rf"\1 descr={_escape(words)}\2"
            return re.sub(r"(<wp:docPr [^>]*?)(/?>)", described, xml, count=1)

    millimetres = {name: Mm(value) for name, value in size.items()}
    return Described(document, io.BytesIO(content), **millimetres)


def _escape(text: str) -> str:
    return text.replace("\\", r"\\")

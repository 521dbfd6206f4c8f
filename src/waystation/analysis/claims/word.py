"""The text of a Word file (Office Open XML): paragraphs, table rows, no footnote marks."""

from __future__ import annotations

import io
import zipfile

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIP = frozenset({f"{_W}del", f"{_W}footnoteReference", f"{_W}instrText", f"{_W}delText"})


class WordError(ValueError):
    """A file that is no Word document."""


def text_of(content: bytes) -> str:
    """Return the text of a .docx file. Raises WordError for what is none.

    Paragraphs are apart by an empty line; the cells of a table row by " | ". Superscript digits
    are footnote marks and left out, deleted text too.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            raw = package.read("word/document.xml")
    except (zipfile.BadZipFile, KeyError, OSError) as error:
        raise WordError("This is no Word document (.docx).") from error
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise WordError("This Word document is damaged.") from error
    body = root.find(f"{_W}body")
    return "\n\n".join(_blocks(body)) if body is not None else ""


def _blocks(parent: etree._Element) -> list[str]:
    found = []
    for one in parent:
        if one.tag == f"{_W}p":
            found.append(_paragraph(one))
        elif one.tag == f"{_W}tbl":
            for row in one.iter(f"{_W}tr"):
                cells = [
                    " ".join(_paragraph(p) for p in cell.iter(f"{_W}p")).strip()
                    for cell in row.findall(f"{_W}tc")
                ]
                found.append(" | ".join(cells))
        elif one.tag in {f"{_W}sdt", f"{_W}sdtContent"}:
            found.extend(_blocks(one))
    return [one for one in found if one.strip()]


def _paragraph(paragraph: etree._Element) -> str:
    parts: list[str] = []
    for run in paragraph.iter(f"{_W}r"):
        if any(above.tag in _SKIP for above in run.iterancestors(f"{_W}del")):
            continue
        raised = run.find(f"{_W}rPr/{_W}vertAlign")
        if raised is not None and raised.get(f"{_W}val") == "superscript":
            continue
        for one in run:
            if one.tag == f"{_W}t":
                parts.append(one.text or "")
            elif one.tag == f"{_W}tab":
                parts.append(" ")
            elif one.tag in {f"{_W}br", f"{_W}cr"}:
                parts.append("\n")
            elif one.tag == f"{_W}noBreakHyphen":
                parts.append("-")
    return "".join(parts)

"""Opening an uploaded CV: its text, and the data of a Europass file.

Runs in a process of its own with limits of memory and time (foundation/shared/limits.py): a CV may
be a zip bomb, contain a script, or be damaged on purpose. The file is not stored.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from typing import Any

import defusedxml.ElementTree as safe
from defusedxml.common import DefusedXmlException

from waystation.foundation.documents import uploads
from waystation.foundation.shared import limits
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from . import europass

KINDS = ("pdf", "docx", "odt", "xml", "txt")
LARGEST_BYTES = 10 * uploads.MEGABYTE
MOST_PAGES = 60
MOST_LETTERS = 200_000
LARGEST_ATTACHMENT = 5 * uploads.MEGABYTE
MOST_LINES = 2_000
LIMITS = limits.Limits(processor=15)
limits.preload(__name__)

Line = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class OpenedCv:
    """The content of a CV: its lines of text, and lines of a profile if it contains data.

    ``wrong_levels``: the languages of a Europass file with levels that there are not.
    """

    text: str = ""
    europass: list[Line] = field(default_factory=list)
    is_europass: bool = False
    wrong_levels: list[tuple[str, str]] = field(default_factory=list)


def ending_of(name: str) -> str:
    return name.rsplit(".", 1)[-1].lower() if "." in name else ""


def refusal_of_file(name: str, content: bytes) -> Refusal | None:
    """Say why a file cannot be a CV: none, too large, or of a kind that is not read here."""
    if not content:
        return Refusal(N_("Choose a file."), field="file", code="no_file")
    if len(content) > LARGEST_BYTES:
        return Refusal(
            N_("This file is larger than {most} MB. Save it smaller, without pictures."),
            field="file",
            code="too_large",
            most=LARGEST_BYTES // uploads.MEGABYTE,
        )
    kind = ending_of(name)
    right = kind in KINDS and (kind in {"xml", "txt"} or uploads.is_kind(content, kind))
    if not right or content.startswith((b"MZ", b"#!", b"\x7fELF")):
        return Refusal(
            N_(
                "{name} cannot be read as a CV. Use a PDF, a Word or OpenDocument "
                "text, a Europass file or plain text."
            ),
            field="file",
            code="no_cv",
            name=name[-80:],
        )
    return None


def read_cv(name: str, content: bytes) -> OpenedCv:
    """Return what a CV holds, read in a process with limits. Raises Refusal."""
    refused = refusal_of_file(name, content)
    if refused is not None:
        raise refused
    return limits.run(open_cv, name[-80:], content, name=name[-80:], limits=LIMITS)


def open_cv(name: str, content: bytes) -> OpenedCv:
    """Return what a CV holds. Call it through ``read_cv``. Raises Refusal."""
    kind = ending_of(name)
    if kind == "pdf":
        return _of_pdf(name, content)
    if kind == "docx":
        return OpenedCv(_of_package(name, content, kind, "word/document.xml", "p"))
    if kind == "odt":
        return OpenedCv(_of_package(name, content, kind, "content.xml", "p"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise uploads.refuse(
            N_("{name} is not text in UTF-8. Save it again as PDF."), "not_utf8", name=name
        ) from None
    if kind == "xml":
        return _of_europass(_root(name, content))
    if "\x00" in text or text.lstrip()[:1] == "<":
        raise uploads.refuse(
            N_("{name} is not plain text. Save it again as PDF."), "not_text", name=name
        )
    return OpenedCv(text[:MOST_LETTERS])


def _of_europass(root: Any) -> OpenedCv:
    return OpenedCv("", europass.lines_of(root), True, europass.wrong_levels_of(root))


def _of_pdf(name: str, content: bytes) -> OpenedCv:
    """Return the data embedded in a Europass PDF; of any other, its text."""
    import pypdf
    from pypdf.errors import PyPdfError

    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise uploads.refuse(
                N_("{name} is protected by a password. Save it without one."), "locked", name=name
            )
        for files in reader.attachments.values():
            for one in files:
                if len(one) <= LARGEST_ATTACHMENT and europass.looks_like(one):
                    return _of_europass(_root(name, one))
        found: list[str] = []
        for page in reader.pages[:MOST_PAGES]:
            found.append(page.extract_text())
            if sum(map(len, found)) > MOST_LETTERS:
                break
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        raise uploads.refuse(
            N_("{name} cannot be read: it is damaged. Open it, save it again and send that file."),
            "file_damaged",
            name=name,
        ) from None
    text = "\n".join(found)[:MOST_LETTERS]
    if not text.strip():
        raise uploads.refuse(
            N_("{name} holds pictures of a text, but no text. Type what matters yourself."),
            "no_text",
            name=name,
        )
    return OpenedCv(text)


def _of_package(name: str, content: bytes, kind: str, part: str, paragraph: str) -> str:
    uploads.refuse_wrong_package(name, content, kind)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        root = _root(name, package.read(part))
    lines = []
    for element in root.iter():
        if europass.local(element) == paragraph:
            lines.append("".join(element.itertext()))
        if len(lines) >= MOST_LINES:
            break
    return "\n".join(lines)[:MOST_LETTERS]


def _root(name: str, content: bytes) -> Any:
    try:
        return safe.fromstring(content, forbid_dtd=True)
    except (DefusedXmlException, SyntaxError, ValueError):
        raise uploads.refuse(
            N_("{name} is damaged: the XML in it cannot be read. Save it again."),
            "not_xml",
            name=name,
        ) from None

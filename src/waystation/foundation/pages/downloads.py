"""Files that a page sends as downloads."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from waystation.foundation.documents import blocks, pdf, word
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.words import N_

OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "json": "application/json",
    "pdf": "application/pdf",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "xml": "application/xml",
    "zip": "application/zip",
}


def as_download(content: bytes | str, name: str) -> HttpResponse:
    """Return a file under its name, whose ending says what it is."""
    answer = HttpResponse(content, content_type=MEDIA[name.rpartition(".")[2]])
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


def report_as_download(report: blocks.Report, name: str, kind: str) -> HttpResponse:
    """Return a document as a Word or PDF file. Raises NotSeen for another kind."""
    if kind not in {"docx", "pdf"}:
        raise NotSeen(N_("There is no such page."), code="not_seen")
    content = word.render(report) if kind == "docx" else pdf.render(report)
    return as_download(content, f"{name}.{kind}")

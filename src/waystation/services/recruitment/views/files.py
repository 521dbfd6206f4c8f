"""Files sent as attachments, never displayed in a page."""

from __future__ import annotations

from django.http import HttpResponse


def handed_out(name: str, media: str, content: bytes) -> HttpResponse:
    """Return a file as an attachment; its own name may hold anything and is not used."""
    answer = HttpResponse(content, content_type=media)
    kind = media.rpartition("/")[2].replace("jpeg", "jpg")
    answer["Content-Disposition"] = f'attachment; filename="file.{kind}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer

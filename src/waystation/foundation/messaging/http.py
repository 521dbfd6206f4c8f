"""Answers whose address is a secret."""

from __future__ import annotations

from django.http import HttpResponse


def kept_private(answer: HttpResponse) -> HttpResponse:
    """Keep a page whose address is a secret out of caches, searches and other sites' logs."""
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer

"""The page for somebody who needs help and has no account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from waystation.registry.reference import queries as reference
from waystation.services.centres import queries as centres


def start(request: HttpRequest) -> HttpResponse:
    """Say what a Migrant Service Centre is, who will not hear of a visit, and where to go."""
    found = centres.public_centres()
    for one in found:
        one["place"] = reference.label("municipality", one["place"])
        one["languages"] = ", ".join(reference.label("language", c) for c in one["languages"])
    return render(request, "public/start.html", {"centres": found})

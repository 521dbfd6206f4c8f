"""Profiles for pages: section by section, with each line's answers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from waystation.foundation.records.values import readable_values_of

from . import queries
from .models import Profile
from .sections import SECTIONS, Section


def sections_for(profile: Profile) -> list[dict[str, Any]]:
    """Return the sections of a profile that the reader may see already, with their lines."""
    return [
        {
            "name": section.name,
            "title": _(section.title),
            "columns": [field.title for field in section.table if not field.rare],
            "lines": [_line(section, line) for line in queries.lines_of(profile, section)],
        }
        for section in SECTIONS.values()
    ]


def _line(section: Section, line: Any) -> dict[str, Any]:
    values = readable_values_of(line, section.table)
    answered = {field.name: words for field, words in section.table.answers(values)}
    shown = [field for field in section.table if not field.rare]
    cells = [answered.get(field.name, "–") for field in shown]
    return {
        "id": line.id,
        "cells": cells,
        "pairs": [
            (field.title, answered[field.name], field.language_of(values[field.name]))
            for field in shown
            if field.name in answered
        ],
        "label": next((cell for cell in cells if cell != "–"), _(section.one)),
    }

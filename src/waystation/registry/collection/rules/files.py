"""Attachments of a submission: those that the answers name, and the names of the stored files."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from waystation.analysis.xforms.definition import Definition

LONGEST_NAME = 150
LONGEST_UPLOADED = 255  # Django shortens the name of an uploaded file to this


def stored_name(name: str) -> str:
    """Return the stored name of a file: its base name, in composed Unicode, truncated.

    A phone and a computer may encode ë as one or two code points: it is the same file.
    """
    name = PurePath(unicodedata.normalize("NFC", name).replace("\\", "/").replace("\x00", "")).name
    name = name.strip()
    if len(name) > LONGEST_UPLOADED:
        stem, ending = os.path.splitext(name)
        name = stem[: LONGEST_UPLOADED - len(ending)] + ending
    if len(name) <= LONGEST_NAME:
        return name
    stem, ending = os.path.splitext(name)
    mark = "~" + hashlib.sha256(name.encode()).hexdigest()[:8] + ending[:20]
    return stem[: LONGEST_NAME - len(mark)] + mark


def files_in(definition: Definition, answers: Mapping[str, Any]) -> set[str]:
    """Return the names of the files that answers ({"main": …, "repeats": …}) speak of."""
    keys = {
        one.key
        for one in definition.questions
        if one.control == "upload" or one.bind.type == "binary"
    }
    rows = [answers["main"], *(row for rows in answers["repeats"].values() for row in rows)]
    names = {row[key] for row in rows for key in keys if row.get(key)}
    # A picture that the form itself shows until somebody takes another does not come with answers.
    return {stored_name(name) for name in names if not name.startswith("jr://")}

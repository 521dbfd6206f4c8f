"""Attachments of a submission: those that the answers name, and the names of the stored files."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from pathlib import PurePath

from waystation.analysis.xforms.definition import Definition
from waystation.analysis.xforms.submission import Tables, files_named

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


def files_in(definition: Definition, tables: Tables) -> set[str]:
    """Return the stored names of the files that the answers speak of."""
    return {stored_name(name) for name in files_named(definition, tables)}

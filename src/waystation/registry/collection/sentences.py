"""What pages and the API say of submissions and versions, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from waystation.analysis.xforms.answers import SENTENCES
from waystation.analysis.xforms.messages import Note, reason_of
from waystation.foundation.access.http import in_words


def sentence_of(problem: Mapping[str, Any]) -> str:
    """Return a rule that a submission breaks as a sentence."""
    values = {"message": "", "column": "", "type": "", **problem}
    if reason := reason_of(problem):
        values["message"] = in_words(reason)
    text = _(SENTENCES[problem["kind"]]).format(**values).strip()
    row = problem.get("row")
    return _("Row {row}: {sentence}").format(row=row, sentence=text) if row else text


def note_in_words(note: Any) -> str:
    """Return a note on a version as a sentence."""
    return in_words(Note.from_json(note)) if isinstance(note, dict) else str(note)

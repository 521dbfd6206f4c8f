"""The background tasks of imports. Each can be repeated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from . import actions

Tell = Callable[[int, int, str], None]


def _result(upload: Any, sentence: str) -> dict[str, Any]:
    return {"page": "imports:upload", "args": [str(upload.id)], "said": sentence}


def check(user: Any, argument: dict[str, Any], content: bytes, tell: Tell) -> dict[str, Any]:
    """Check the rows of an upload."""
    upload = actions.check(user, UUID(argument["upload"]), tell)
    sentence = _("New rows: {fresh}. Rows with an error: {wrong}.")
    return _result(upload, sentence.format(fresh=upload.fresh, wrong=upload.wrong))


def load(user: Any, argument: dict[str, Any], content: bytes, tell: Tell) -> dict[str, Any]:
    """Record the rows of an upload."""
    upload = actions.load(user, UUID(argument["upload"]), tell)
    return _result(upload, _("Records written: {added}.").format(added=upload.added))


def undo(user: Any, argument: dict[str, Any], content: bytes, tell: Tell) -> dict[str, Any]:
    """Take back the records of an upload."""
    upload = actions.undo(user, UUID(argument["upload"]), tell)
    return _result(upload, _("The import is undone."))

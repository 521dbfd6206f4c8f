"""Background tasks: uploading a large form, and the daily work on submissions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access

from . import actions


def upload_form(
    user: Any, argument: dict[str, Any], content: bytes, tell: Callable[[int, int, str], None]
) -> dict[str, Any]:
    """Upload a form as a draft. Raises the refusals of the page's action.

    If another worker repeats it, it replaces its own draft.
    """
    steps = (
        _("Converting the workbook; a large one takes half a minute"),
        _("Checking its lists and pictures"),
        _("Saving the draft"),
    )

    def told(done: int) -> None:
        tell(done, len(steps), steps[done])

    told(0)
    office, name = UUID(argument["office"]), argument["name"]
    version = actions.upload_form(user, office, name, content, tell=told)
    said = _("The form is here as a draft. Look at it, then publish.")
    return {"page": "collection:form", "args": [str(version.form_id)], "said": said}


def delete_old_snapshots() -> int:
    """Delete the snapshots that nothing names, in every organisation; return how many."""
    deleted = 0
    for organisation in access.organisations():
        deleted += actions.delete_old_snapshots(organisation.id)["deleted"]
    return deleted

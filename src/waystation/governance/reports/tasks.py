"""Publishing a long report in the background. Repeating it does not publish twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from . import actions, queries


def publish(
    user: Any, argument: dict[str, Any], content: bytes, tell: Callable[[int, int, str], None]
) -> dict[str, Any]:
    """Publish a draft as the edition after ``after``. Raises the refusals of the page's action."""
    key = UUID(argument["report"])
    report = queries.draft_visible_to(user, key)
    tell(0, 1, _("Counting the figures"))
    edition = queries.edition_made_by(user, report, argument["after"] + 1)
    if edition is None:  # else a worker that died had published it already
        edition = actions.publish_report(
            user, key, version=argument["version"], reason=argument["reason"]
        ).id
    said = _("Published. From now on this edition does not change.")
    page, opened = queries.page_after_publishing(user, key, edition)
    return {"page": page, "args": [str(opened)], "said": said}

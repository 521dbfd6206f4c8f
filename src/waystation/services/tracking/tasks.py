"""Estimating a round in the background. The same submissions give the existing run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from . import actions


def estimate(
    user: Any, argument: dict[str, Any], content: bytes, tell: Callable[[int, int, str], None]
) -> dict[str, Any]:
    """Estimate a round. Raises the refusals of the page's action."""
    tell(0, 1, _("Reading the submissions"))
    run = actions.estimate(user, UUID(argument["round"]))
    said = _("Estimated. Submissions used: {n}.").format(n=run.rows)
    return {"page": "tracking:round", "args": [argument["round"]], "said": said}

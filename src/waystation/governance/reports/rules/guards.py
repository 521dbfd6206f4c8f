"""Guards of reports: an app's veto on actions on a report.

Apps contribute ``report_guard``, a function of (report, act, block): the
report's key, one of ``ACTS``, and the content of the block in question or None. It returns a
Refusal or None. So the same rule holds on the page, in the API and in tasks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal
from uuid import UUID

from waystation.foundation.shared.errors import Refusal

Act = Literal["publish", "change", "add_block", "change_block", "move_block", "remove_block"]
Guard = Callable[[UUID, Act, Mapping[str, Any] | None], Refusal | None]


def first_refusal(
    guards: list[Guard], report: UUID, act: Act, block: Mapping[str, Any] | None = None
) -> Refusal | None:
    """Return the first reason why a keeper of this report refuses the act, or None."""
    for guard in guards:
        if refusal := guard(report, act, block):
            return refusal
    return None

"""Panels about joint statements."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from waystation.foundation.access.queries import AnyUser
from waystation.governance.network.panels import Panel, Panels, Row
from waystation.governance.network.queries import Network, people
from waystation.governance.statements import queries as statements

from .public import released_panel
from .rules import CLEARANCES


def to_clear(user: AnyUser, network: Network, today: date) -> Panel:
    """Joint statements in their silence."""
    waiting = statements.in_silence(network)
    mine = people.entity_of(user, today)
    answers = statements.answers_of(mine, waiting) if mine else {}
    words = dict(CLEARANCES)
    rows = [
        Row(
            one.title,
            reverse("statements:statement", args=[one.id]),
            note=_("Your entity's answer: {answer}").format(answer=_(words[answers[one.id]]))
            if one.id in answers
            else "",
            tag=_("until {day}").format(day=date_format(one.until, "SHORT_DATE_FORMAT"))
            if one.until
            else "",
            tone="a",
        )
        for one in waiting
    ]
    return Panel(
        _("Joint statements to clear"), _("No statements to clear."), rows,
        reverse("statements:statements"),
    )  # fmt: skip


PANELS = Panels(50, chair=[to_clear], mine=[to_clear], public=[released_panel])

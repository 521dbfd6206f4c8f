"""The pages of the registers of policy work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.pages.registers import RegisterPages
from waystation.foundation.records.registers import Register
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.governance.policies.fields import MEASURE
from waystation.governance.policies.queries import measures
from waystation.governance.policies.queries import registers as queries

DAY = MEASURE["due_on"].words


def related_of_entry(request: HttpRequest, register: Register, row: Any) -> Mapping[str, Any]:
    """Return what follows from an entry: measures, duties, delegations, exchanges."""
    if register.key == "outcomes":
        found = measures.measures_of_outcome(request.user, row.id, today_in())
        return {
            "beside": {
                "title": _("Measures that follow from it"),
                "head": [_("Measure"), _("Institution"), _("Deadline")],
                "rows": [
                    (
                        reverse("policies:measure", args=[one.id]),
                        [str(one), one.entity.name, DAY(one.due_on)],
                    )
                    for one in found
                ],
                "empty": _("None yet. Name this document when you add a measure to a policy."),
            }
        }
    if register.key != "memberships":
        return {}
    of = queries.of_membership(request.user, row.id)
    rows = [
        *((N_("Obligation"), "duties", one, one.due_on, one.done_on) for one in of["duties"]),
        *(
            (N_("Delegation"), "delegations", one, one.starts_on, one.reported_on)
            for one in of["delegations"]
        ),
        *((N_("Exchange"), "exchanges", one, one.day, one.day) for one in of["exchanges"]),
    ]
    return {
        "beside": {
            "title": _("Obligations, delegations and exchanges"),
            "head": [_("What"), _("Kind"), _("Day"), _("Done on")],
            "rows": [
                (
                    reverse("policies:entry", args=[key, one.id]),
                    [str(one), _(kind), DAY(day), DAY(done) if done else "–"],
                )
                for kind, key, one, day, done in rows
            ],
            "empty": _("Nothing yet."),
        },
        "more": [
            (
                f"{reverse('policies:entry_new', args=['duties'])}?membership={row.id}",
                _("Add an obligation"),
            )
        ],
    }


PAGES = RegisterPages(
    "policies",
    queries.REGISTERS,
    title=N_("Commitments and dialogue"),
    lead=N_("Memberships, delegations, exchanges, dialogues and what they agreed."),
    crumb=f"policies:home|{N_('Policies')}",
    related=related_of_entry,
    overview_name="registers",
)

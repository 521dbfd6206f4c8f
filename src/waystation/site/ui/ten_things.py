"""Ten things that a newcomer to the demonstration can try: one story, a step for each role.

A step opens with a click where the reader may open it; otherwise the page names the account of
the demonstration that may.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from waystation.foundation.access import queries as access
from waystation.foundation.shared.words import N_

DOMAIN = "demo.waystation.example"


@dataclass(frozen=True)
class Step:
    """One thing to try: where it is, and who may do it."""

    title: str
    text: str
    button: str
    address: str
    permission: str
    who: str
    query: str = ""


STEPS = (
    Step(
        N_("Record a visit"),
        N_("A visitor asks about work in Germany. Record the visit in under a minute."),
        N_("Record a visit"),
        "centres:visit_new",
        "visit.record",
        "Arta",
    ),
    Step(
        N_("Find a person in any spelling"),
        N_("Press / and type Shqipe, Škipe or Шћипе: it is the same name here."),
        N_("Search for Shqipe"),
        "ui:search",
        "person.read",
        "Arta",
        "q=Shqipe",
    ),
    Step(
        N_("Follow a referral"),
        N_("Open a referral and see what was shared, with whose consent, and what was answered."),
        N_("Referrals"),
        "referrals:list",
        "referral.read",
        "Arta",
    ),
    Step(
        N_("Answer as the partner"),
        N_("The employment agency sees only what the person agreed to share, and answers."),
        N_("Referrals to you"),
        "referrals:inbox",
        "referral.answer",
        "Petrit",
    ),
    Step(
        N_("Open a survey and its cleaning log"),
        N_("Forty households were asked about their plans. See the answers, and every correction."),
        N_("Forms and surveys"),
        "collection:forms",
        "submission.read",
        "Anita",
        "q=Households",
    ),
    Step(
        N_("Read the finding"),
        N_("The round has a design, weights and estimates. One of them became a finding."),
        N_("Studies"),
        "tracking:studies",
        "study.read",
        "Anita",
        "q=Plans of households",
    ),
    Step(
        N_("Open the records behind a bar"),
        N_("Click a bar of the dashboard: the visits it counts are listed, and filtered."),
        N_("Dashboards"),
        "results:dashboard",
        "indicator.read",
        "Blerim",
    ),
    Step(
        N_("Read the report that cites it"),
        N_("Every number can be opened down to the records, recomputed and proved unchanged."),
        N_("Reports"),
        "reports:reports",
        "report.read",
        "Blerim",
        "q=What households plan",
    ),
    Step(
        N_("See the recommendation and its answer"),
        N_("The UN Network recommends something; the finding is its evidence. UNKT answered."),
        N_("Advice"),
        "advice:advice",
        "terms.read",
        "Sanja",
        "q=legal work abroad",
    ),
    Step(
        N_("Ask who has seen a file"),
        N_("The data protection officer sees every reading of a personal file in the log."),
        N_("Data protection"),
        "privacy:desk",
        "audit.read",
        "Dafina",
    ),
)


def steps_of(user: Any) -> list[dict[str, str]]:
    """Return the ten steps; ``url`` is "" where this user may not open it."""
    return [
        {
            "title": gettext(one.title),
            "text": gettext(one.text),
            "button": gettext(one.button),
            "url": _url(user, one),
            "who": one.who,
            "email": f"{one.who.lower()}@{DOMAIN}",
        }
        for one in STEPS
    ]


def _url(user: Any, step: Step) -> str:
    if not access.may(user, step.permission):
        return ""
    try:
        return reverse(step.address) + (f"?{quote(step.query, safe='=')}" if step.query else "")
    except NoReverseMatch:
        return ""

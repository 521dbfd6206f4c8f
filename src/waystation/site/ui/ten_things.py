"""Ten things that a newcomer to the demonstration can try, with steps for each role.

A step is a link if the reader may open its page; otherwise the page names a demonstration account
that may.
"""

from __future__ import annotations

from collections.abc import Iterable
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
    """One thing to try: its page, and who may open it."""

    title: str
    text: str
    button: str
    address: str
    permission: str
    who: str
    query: str = ""
    args: tuple[str, ...] = ()


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
        N_("Referrals"),
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
        N_("Dashboard"),
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
        N_("Recommendations"),
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


WALK = (
    Step(
        N_("Record a visit"),
        N_("Somebody asks for help with a contract. Record the visit and open a file."),
        N_("Record a visit"),
        "centres:visit_new",
        "visit.record",
        "Arta",
    ),
    Step(
        N_("Refer the person"),
        N_("On the person's page, select Refer, choose Free legal aid, and save the draft."),
        N_("People"),
        "people:list",
        "referral.send",
        "Arta",
    ),
    Step(
        N_("Read out and send"),
        N_("Read out what the partner would get, and record the yes. Without it nothing is sent."),
        N_("Referrals"),
        "referrals:list",
        "referral.send",
        "Arta",
    ),
    Step(
        N_("Answer through a sealed link"),
        N_(
            "On the page of the referral make a link. Open it in a private window with the code, "
            "accept, and close with an outcome. A second device is refused."
        ),
        N_("Referrals"),
        "referrals:list",
        "referral.send",
        "Arta",
    ),
    Step(
        N_("The person confirms"),
        N_("On the page of the referral record whether the person confirms the outcome."),
        N_("Referrals"),
        "referrals:list",
        "referral.send",
        "Arta",
    ),
    Step(
        N_("See the indicator"),
        N_("The answer counts at the next look: referrals answered in time."),
        N_("Referrals answered in time"),
        "results:indicator",
        "indicator.read",
        "Blerim",
        args=("referrals_answered_in_time",),
    ),
    Step(
        N_("Read it in the report"),
        N_("The draft of the year cites the same figure, and can be recomputed from the records."),
        N_("Reports"),
        "reports:reports",
        "report.draft",
        "Anita",
        "q=Yearly report",
    ),
)
"""A referral from visit to report; tests/browser/test_a_referral_reaches_the_report.py."""


def walk_of(user: Any) -> list[dict[str, str]]:
    """Return the steps of the referral tour, in the form of ``steps_of``."""
    return _lines_of(user, WALK)


def steps_of(user: Any) -> list[dict[str, str]]:
    """Return the ten steps; ``url`` is "" if this user may not open it."""
    return _lines_of(user, STEPS)


def _lines_of(user: Any, steps: Iterable[Step]) -> list[dict[str, str]]:
    return [
        {
            "title": gettext(one.title),
            "text": gettext(one.text),
            "button": gettext(one.button),
            "url": _url(user, one),
            "who": one.who,
            "email": f"{one.who.lower()}@{DOMAIN}",
        }
        for one in steps
    ]


def _url(user: Any, step: Step) -> str:
    if not access.may(user, step.permission):
        return ""
    try:
        return reverse(step.address, args=step.args) + (
            f"?{quote(step.query, safe='=')}" if step.query else ""
        )
    except NoReverseMatch:
        return ""

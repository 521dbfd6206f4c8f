"""Fictional recruiters, employers and workers: assessments, suspensions, fees, calls, repayments.

The clock is set to the time of each step. Organisations and people are fictional.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from waystation.foundation.documents import blocks, pdf
from waystation.foundation.records.actions import record_entry
from waystation.foundation.shared import periods
from waystation.registry.feedback import actions as feedback
from waystation.registry.organisations import actions as organisations
from waystation.registry.privacy import actions as privacy
from waystation.registry.privacy import queries as consents
from waystation.services.recruitment import actions, queries
from waystation.services.recruitment.registers import RATES

SEED = 107
HERE = ZoneInfo(periods.HOME_ZONE)
URA, SHPEJT = "Ura Recruitment (fictional)", "Shpejt Jashtë Agency (fictional)"
STEEL, CARE = "Stahlbau Beispiel (fictional)", "Pflegeheim Muster (fictional)"
PARTIES = ((URA, "recruiter"), (SHPEJT, "recruiter"), (STEEL, "employer"), (CARE, "employer"))

# days since arrival (0: not yet), occupation, sector, country, channel, recruiter, employer,
# first month's earnings; costs: kind, payer, amount, paid back
Worker = tuple[int, str, str, str, str, str, str, int, list[tuple[str, str, int, int]]]
WORKERS: list[Worker] = [
    (192, "72", "C", "DE", "agency", URA, STEEL, 2600,
     [("recruiter_fee", "worker", 1300, 200), ("administrative", "worker", 200, 0),
      ("travel", "employer", 180, 0)]),
    (185, "72", "C", "DE", "agency", URA, STEEL, 2540,
     [("recruiter_fee", "employer", 1500, 0), ("administrative", "worker", 75, 0)]),
    (171, "53", "R", "DE", "direct", "", CARE, 2380,
     [("test", "worker", 240, 240), ("travel", "employer", 210, 0)]),
    (150, "71", "F", "HR", "agency", SHPEJT, "", 1150,
     [("recruiter_fee", "worker", 900, 0), ("undisclosed", "worker", 150, 0)]),
    (143, "71", "F", "HR", "agency", SHPEJT, "", 1180, [("recruiter_fee", "worker", 900, 0)]),
    (120, "91", "I", "HR", "network", "", "", 980, [("travel", "worker", 90, 0)]),
    (96, "53", "R", "DE", "public", "", CARE, 2410, [("administrative", "worker", 75, 0)]),
    (92, "72", "C", "SI", "agency", URA, "", 1620,
     [("medical", "worker", 60, 60), ("administrative", "recruiter", 110, 0)]),
    (61, "51", "I", "CH", "online", "", "", 3700, [("administrative", "worker", 95, 0)]),
    (33, "72", "C", "DE", "agency", URA, STEEL, 2590, [("travel", "employer", 190, 0)]),
    (29, "71", "F", "HR", "agency", SHPEJT, "", 0, [("recruiter_fee", "worker", 850, 0)]),
    (7, "53", "R", "DE", "direct", "", CARE, 0, [("test", "employer", 240, 0)]),
    (0, "72", "C", "DE", "agency", URA, STEEL, 0, []),
]  # fmt: skip
WELL = dict.fromkeys(
    ("pay_as_promised", "hours_as_agreed", "free_to_leave", "safe"), "yes"
) | dict.fromkeys(("documents_kept", "threatened", "fee_asked"), "no")
CONTRACT = dict.fromkeys(
    ("contract_given", "understood", "in_advance", "free_to_leave"), "yes"
) | dict.fromkeys(("substituted", "documents_kept"), "no")
CONTRACT |= dict.fromkeys(("hours_as_agreed", "pay_as_promised"), "unknown")


SETTLED = {
    0: ("confirmed", "The agency paid 200 euro back; the worker does not claim the rest."),
    1: ("confirmed", "A fee of the embassy; the employer was asked to pay it in future."),
    2: ("remedied", "The employer paid the whole test back; receipt seen."),
    5: ("confirmed", "The worker travelled before the contract and does not claim it."),
    6: ("confirmed", "A fee of the embassy; the care home changes its offer."),
    8: ("confirmed", "The hotel does not answer; the worker does not claim it."),
}
"""How the incident about a worker's fees ended, by the number of the worker."""
SEEN, UNSEEN = "Policy and ten files seen.", "Two files say otherwise."


@dataclass
class Story:
    """The objects that the steps of recruitment share."""

    office: Any
    officer: Any
    counsellor: Any
    manager: Any
    people: Sequence[UUID]
    today: date
    clock: Path
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311
    parties: dict[str, UUID] = field(default_factory=dict)

    def turn(self, days: int, hour: int = 10) -> date:
        """Set the clock to a working hour a number of days ago; return that day."""
        day = self.today - timedelta(days=days)
        self.clock.write_text(datetime.combine(day, time(hour, 15), HERE).isoformat())
        return day


def tell(
    office: Any,
    *,
    officer: Any,
    counsellor: Any,
    manager: Any,
    people: Sequence[UUID],
    today: date,
) -> int:
    """Create two recruiters, two employers and their workers; return the number of workers."""
    with tempfile.TemporaryDirectory(prefix="waystation-demonstration-") as folder:
        clock = Path(folder) / "clock"
        story = Story(office, officer, counsellor, manager, people, today, clock)
        periods.follow(clock)
        try:
            _enter(story)
            _enter_rates(story)
            _assess(story, URA, "recruiter", 210, {"ilo.7": "partly", "ilo.10": "partly"},
                    "clear_with_actions")  # fmt: skip
            _assess(story, STEEL, "employer", 205, {}, "clear")
            shpejt = _assess(story, SHPEJT, "recruiter", 200, {"ilo.5": "partly"},
                             "clear_with_actions")  # fmt: skip
            for number, worker in enumerate(WORKERS):
                _recruit(story, number, worker)
            _suspend(story, shpejt)
            _complain(story)
            story.turn(3)
            _assess(story, CARE, "employer", 3, {}, "")
        finally:
            periods.follow(None)
    return len(WORKERS)


def _enter(story: Story) -> None:
    story.turn(220)
    for name, kind in PARTIES:
        entity = organisations.record_entity(
            story.officer, story.office.id, name=name, kind=kind, website="https://example.org"
        )
        organisations.name_focal_point(
            story.officer, entity.id, name="Focal point (fictional)",
            email=f"recruitment{len(story.parties)}@partner.example",
            starts_on=story.today - timedelta(days=220),
        )  # fmt: skip
        story.parties[name] = entity.id


def _enter_rates(story: Story) -> None:
    """Record the exchange rate of the month in which the worker in Switzerland was first paid."""
    day = story.turn(40)
    values = {"currency": "CHF", "day": day, "rate": Decimal("1.05"), "source": "Made up"}
    record_entry(story.officer, RATES, values, office=story.office.id)


def _assess(
    story: Story, name: str, role: str, days: int, short: dict[str, str], decision: str
) -> Any:
    """Assess one organisation; ``short`` are the criteria that are not fully met."""
    story.turn(days)
    assessment = actions.begin_assessment(
        story.officer, story.office.id, story.parties[name],
        role=role, standard="ilo", conflict="none", summary="Visit to the office, files seen.",
    )  # fmt: skip
    for finding in assessment.findings.order_by("position"):
        verdict = short.get(finding.criterion, "met")
        actions.record_finding(
            story.officer, finding.id, verdict=verdict,
            evidence=SEEN if verdict == "met" else UNSEEN,
        )  # fmt: skip
        if verdict != "met":
            action = actions.add_corrective_action(
                story.officer, finding_id=finding.id, what="Correct the price list",
                who="Director (fictional)", due_on=story.today - timedelta(days=days - 60),
            )  # fmt: skip
            if finding.criterion == "ilo.10":
                actions.change_action_state(
                    story.officer, action.id, "finish", proof="New leaflet received."
                )
    actions.change_assessment_state(story.officer, assessment.id, "submit")
    if decision:
        story.turn(days - 2)
        actions.change_assessment_state(
            story.manager, assessment.id, decision,
            reason="The files support the findings.", decider_conflict="none",
        )  # fmt: skip
    return assessment


def _recruit(story: Story, number: int, worker: Worker) -> None:
    days, occupation, sector, country, channel, recruiter, employer, pay, costs = worker
    person = story.people[number]
    story.turn(days + 15 if days else 4)
    _agree(story, person)
    first_month = story.today - timedelta(days=max(days - 30, 0))
    one = actions.record_recruitment(
        story.counsellor, story.office.id, person,
        employer=story.parties.get(employer), recruiter=story.parties.get(recruiter),
        occupation=occupation, sector=sector, from_country="XK", to_country=country,
        channel=channel, for_wages=True, usual_stay=number != 5, first_job=True,
        prepared=["contract_explained", "permit", "contacts", "complaint", "costs"],
    )  # fmt: skip
    paid_on = story.today - timedelta(days=days + 15 if days else 4)
    for kind, payer, amount, back in costs:
        cost = actions.add_cost(
            story.counsellor, one.id, kind=kind, payer=payer, amount=Decimal(amount),
            paid_on=paid_on, reimbursed=Decimal(back) if back else None,
            reimbursed_on=paid_on if back else None,
        )  # fmt: skip
        if payer == "worker" and back == amount:
            actions.attach_receipt(story.counsellor, cost.id, "receipt.pdf", _receipt(story))
    _settle(story, one, number)
    bad = recruiter == SHPEJT and number == 3
    answers: dict[str, Any] = {
        **CONTRACT,
        "documents_kept": "yes" if bad else "no",
        "note": "The agency holds the passport until the fee is paid." if bad else "",
    }
    actions.check_contract(story.counsellor, one.id, **answers)
    if not days:
        return
    story.turn(days)
    actions.change_recruitment_state(
        story.counsellor, one.id, "arrive", arrived_on=story.today - timedelta(days=days)
    )
    _call(story, one, days, number)
    if not pay:
        return
    story.turn(max(days - 31, 0))
    actions.edit_recruitment(
        story.counsellor, one.id,
        {"earnings": None, "earned_on": None, "earnings_currency": "EUR"},
        {"earnings": Decimal(pay), "earned_on": first_month,
         "earnings_currency": "CHF" if country == "CH" else "EUR"},
    )  # fmt: skip
    if number != 7:
        actions.declare_costs_complete(story.counsellor, one.id)


def _receipt(story: Story) -> bytes:
    text = [blocks.Paragraph("The whole sum was paid back to the worker (fictional).")]
    return pdf.render(blocks.report("Receipt", text, dated=story.today))


def _settle(story: Story, recruitment: Any, number: int) -> None:
    """Close the incidents about some fees; one that was paid back is left to be reviewed."""
    found = queries.incidents_visible_to(story.officer).filter(subject_id=recruitment.id)
    incident = found.filter(kind="fee").first()
    if incident is None or number not in SETTLED:
        return
    outcome, reason = SETTLED[number]
    step = "review" if incident.state == "review" else "close"
    actions.change_incident_state(story.officer, incident.id, step, outcome=outcome, reason=reason)


def _agree(story: Story, person: UUID) -> None:
    given = [one for one in consents.consents_of(story.counsellor, person)
             if one.purpose == queries.PURPOSE]  # fmt: skip
    if not (given and given[0].holds):
        privacy.record_consent(
            story.counsellor, person, purpose=queries.PURPOSE, recipient=story.office.name,
            fields=["name", "contacts", "profile"], language="sq", text_number=1, how="signed",
        )  # fmt: skip


def _call(story: Story, one: Any, days: int, number: int) -> None:
    """Make the calls that were due by now; leave the last call of some workers open."""
    for call in one.calls.order_by("due_on"):
        ago = days - call.after_days
        if ago < 0 or (ago < 5 and number % 2):
            continue
        story.turn(ago, 11)
        answers = dict(WELL)
        if number == 4 and call.after_days == 30:
            answers |= {"pay_as_promised": "no", "note": "Gets 200 euro less than promised."}
        actions.change_call_state(story.counsellor, call.id, "answer", **answers)


def _suspend(story: Story, assessment: Any) -> None:
    story.turn(60)
    actions.change_assessment_state(
        story.manager, assessment.id, "suspend",
        reason="Holds passports and charges 900 euro; two workers confirm it.",
    )  # fmt: skip
    incidents = queries.incidents_visible_to(story.officer)
    kept = incidents.filter(kind="document_kept", entity=story.parties[SHPEJT]).first()
    if kept is not None:
        story.turn(58)
        actions.change_incident_state(story.officer, kept.id, "take")
        actions.change_incident_state(
            story.officer, kept.id, "close", outcome="remedied",
            reason="The passport was given back in the presence of the inspector.",
        )  # fmt: skip
    story.turn(5)
    fee = actions.open_incident(
        story.counsellor, story.office.id, entity_id=story.parties[SHPEJT], kind="fee",
        amount=Decimal(850), currency="EUR",
        account="Paid 850 euro in cash before departure; the agency gave no receipt.",
    )  # fmt: skip
    actions.add_corrective_action(
        story.officer, incident_id=fee.id, what="Pay 850 euro back to the worker",
        who="Agency (fictional)", due_on=story.today + timedelta(days=3),
    )  # fmt: skip


def _complain(story: Story) -> None:
    """Record two complaints: one with the money paid back, one whose remedy is still due."""
    for days, money, done in ((70, Decimal(900), True), (12, Decimal(850), False)):
        story.turn(days)
        entry = feedback.record_feedback(
            story.counsellor, story.office.id, kind="complaint", about="recruiter", language="sq",
            text="The agency asked me for money for the job.", entity=story.parties[SHPEJT],
            about_name=SHPEJT,
        )  # fmt: skip
        story.turn(days - 2)
        remedy = feedback.ask_remedy(
            story.manager, entry.id, asked="The money paid back", money_asked=money
        )
        feedback.change_remedy_state(
            story.manager, remedy.id, "agree", agreed="The agency pays in one sum.",
            money_agreed=money, due_on=story.today - timedelta(days=days - 16),
        )  # fmt: skip
        if not done:
            continue
        story.turn(days - 14)
        feedback.change_remedy_state(
            story.manager, remedy.id, "give", money_given=money,
            given_on=story.today - timedelta(days=days - 14),
        )  # fmt: skip
        feedback.change_remedy_state(story.manager, remedy.id, "confirm")
        feedback.change_feedback_state(
            story.manager, entry.id, "answer", outcome="upheld",
            answer="The agency has paid you back. It is suspended.",
        )  # fmt: skip

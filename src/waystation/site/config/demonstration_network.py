"""A fictional year of the UN Network on Migration, created by its own actions.

The clock is set to the day of each step, so that notices, minutes and reports carry realistic
dates; nothing is created in the future. The entities are real entities of the United Nations; their
statements and actions here are fictional.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from waystation.foundation.access import actions as access
from waystation.foundation.shared import periods
from waystation.governance.advice import actions as advice_actions
from waystation.governance.advice import queries as advice_queries
from waystation.governance.knowledge.actions import load_dated_facts, record_entry
from waystation.governance.meetings import actions as meetings_actions
from waystation.governance.network import actions, queries
from waystation.governance.network.queries import registers
from waystation.governance.unkt_reports import actions as reports
from waystation.governance.workplans import actions as workplans
from waystation.registry.organisations import actions as organisations

from . import demonstration_meetings as gatherings
from . import demonstration_terms as terms

MEMBERS = {
    "IOM": "Leads the coordination of migration matters and hosts the secretariat.",
    "UNDP": "Livelihoods, local governance and the links between migration and development.",
    "UNICEF": "Children on the move, children left behind, return and reintegration of families.",
    "UNHCR": "Asylum, statelessness and durable solutions for displaced persons.",
    "ILO": "Labour migration, decent work and fair recruitment.",
    "UN Women": "Women migrants, gender-responsive migration management.",
    "WHO": "Migrants' health and access to health services.",
    "UNFPA": "Population data, reproductive health of migrants and returnees.",
}
# role, name, the entity they represent. The sign-in is the first name, as for everybody.
PEOPLE = [
    ("network_secretariat", "Sanja Ilić", None),
    ("co_chair", "Carla Ferri", "UNDCO"),
    ("co_chair", "Ivo Marin", "IOM"),
    ("co_chair", "Rita Salonen", "UNDP"),
    ("network_member", "Nora Lund", "UNICEF"),
    ("network_member", "Aylin Kaya", "UNHCR"),
    ("unkt_reader", "Umar Diallo", None),
]
FOCAL_POINTS = {
    "ILO": "Jonas Brandt",
    "UN Women": "Sofia Conti",
    "UNFPA": "Mirjeta Rama",
    "WHO": "Peter Novak",
}
"""Who speaks for the members without an account here; their papers come by e-mail."""


@dataclass
class Year:
    """The objects of the Network's year."""

    organisation: Any
    year: int
    clock: Path
    record: Any = None
    people: dict[str, Any] = field(default_factory=dict)
    entities: dict[str, Any] = field(default_factory=dict)
    meetings: dict[int, Any] = field(default_factory=dict)
    items: dict[int, Any] = field(default_factory=dict)
    activities: list[Any] = field(default_factory=list)
    advice: dict[str, Any] = field(default_factory=dict)

    def day(self, month: int, day: int) -> date:
        return date(self.year, month, day)

    def turn(self, day: date, at: time = time(9, 30)) -> None:
        self.clock.write_text(datetime.combine(day, at, UTC).isoformat())


def tell(
    organisation: Any,
    today: date,
    account: Callable[[str], Any],
    progress: Callable[[int, int], None],
) -> None:
    """Create the year up to ``today``, or last year if this one has just begun.

    ``account`` opens a person's account by name and returns it; ``progress`` is called with the
    number of steps done.
    """
    with tempfile.TemporaryDirectory(prefix="waystation-demonstration-") as folder:
        clock = Path(folder) / "clock"
        told = Year(organisation, today.year if today.month >= 3 else today.year - 1, clock)
        periods.follow(clock)
        try:
            steps = sorted(_steps(told, account), key=lambda one: one[0])
            for number, (day, step) in enumerate(steps):
                progress(number, len(steps))
                if day <= today:
                    told.turn(day)
                    step()
        finally:
            periods.follow(None)


def _steps(told: Year, account: Callable[[str], Any]) -> list[tuple[date, Callable[[], object]]]:
    day = told.day
    steps: list[tuple[date, Callable[[], object]]] = [
        (day(1, 5), partial(_found_network, told, account)),
        (day(1, 12), partial(_registers, told)),
        (day(1, 13), lambda: terms.record_mechanisms(told.people["sanja"])),
        (day(1, 15), partial(_plan, told)),
        (day(2, 12), partial(_adopt, told)),
        (day(3, 2), partial(_advise, told)),
        (day(3, 30), partial(_answer, told)),
        (day(10, 6), partial(_more_advice, told)),
        (day(11, 12), lambda: terms.assess_year(told.people["sanja"], told.year)),
        (day(12, 1), partial(_rotate, told)),
    ]
    for number, (month, at) in enumerate(gatherings.MEETINGS, 1):
        held = day(month, at)
        steps += [
            (held - timedelta(days=21), partial(gatherings.convene, told, number)),
            (held - timedelta(days=8), partial(gatherings.file_papers, told, number)),
            (held + timedelta(days=1), partial(gatherings.hold, told, number)),
            (held + timedelta(days=5), partial(gatherings.circulate_minutes, told, number)),
            (held + timedelta(days=12), partial(gatherings.finish_minutes, told, number)),
            (held + timedelta(days=14), partial(gatherings.close_file, told, number)),
            (held + timedelta(days=40), partial(gatherings.act_on_decision, told, number)),
        ]
    for quarter, (month, last) in enumerate([(4, 8), (7, 8), (10, 8)], 1):
        steps.append((day(month, last), partial(_report, told, "quarterly", quarter)))
    steps.append((day(7, 10), lambda: _report(told, "half_year", 1)))
    for quarter in (1, 2, 3):
        month = 3 * quarter
        steps.append((day(month, 20), partial(_progress, told, quarter)))
    return steps


def _found_network(told: Year, account: Callable[[str], Any]) -> None:
    """Open the office, let entities join, and fill the three seats of the co-chairs."""
    start = told.day(1, 5)
    told.record = actions.members.open_network(
        told.organisation.id, "UN Network on Migration (demonstration)", start
    )
    for role, name, _entity in PEOPLE:
        user = account(name)
        access.give_role(None, user, told.record.office, role, start)
        told.people[name.split()[0].lower()] = user
    sanja = told.people["sanja"]
    office = told.record.office.id
    for one in queries.members.candidates(told.record):
        if one["acronym"] in MEMBERS or one["acronym"] == "UNDCO":
            told.entities[one["acronym"]] = organisations.record_entity(
                sanja, office, name=one["name"], acronym=one["acronym"], kind=one["kind"]
            )
    for acronym, mandate in MEMBERS.items():
        actions.members.admit_member(
            sanja, told.entities[acronym].id, opted_in_on=start, mandate=mandate
        )
    for _role, name, speaks_for in PEOPLE:
        if speaks_for:
            organisations.name_focal_point(
                sanja, told.entities[speaks_for].id, starts_on=start,
                account=told.people[name.split()[0].lower()].id,
            )  # fmt: skip
    for acronym, name in FOCAL_POINTS.items():
        organisations.name_focal_point(
            sanja, told.entities[acronym].id, starts_on=start, name=name,
            email=f"{name.split()[0].lower()}@members.waystation.example",
        )  # fmt: skip
    actions.members.issue_annex(sanja)
    actions.profiles.issue_profiles(sanja)
    actions.seats.set_up_seats(sanja, told.entities["UNDCO"].id, told.entities["IOM"].id)
    for seat, who in (("undc", "carla"), ("iom", "ivo")):
        actions.seats.seat_incumbent(sanja, seat, told.people[who].id, starts_on=start)
    actions.seats.appoint_rotating(
        sanja, told.entities["UNDP"].id, starts_on=start, decided_on=start,
        decided_way="meeting", decision="UNKT meeting 1, item 4 (fictional)",
    )  # fmt: skip
    actions.seats.seat_incumbent(sanja, "rotating", told.people["rita"].id, starts_on=start)
    for quarter, (month, at) in enumerate(gatherings.MEETINGS, 1):
        meetings_actions.meetings.keep_slot(sanja, told.year, quarter, told.day(month, at))
    meetings_actions.meetings.publish_calendar(sanja, told.year)


def _registers(told: Year) -> None:
    """Fill the Network's registers."""
    sanja, entity, day = told.people["sanja"], told.entities, told.day(1, 10)
    load_dated_facts(told.organisation.id, told.record.office_id)
    for key, values in (
        ("mechanisms", {"name": "UNSDCF results group on services", "kind": "unsdcf",
                        "liaison": sanja.id}),
        ("engagements", {"entity": entity["UNHCR"].id, "day": day, "kind": "meeting",
                         "topic": "Displaced families without documents"}),
        ("exchanges", {"level": "regional", "counterpart": "Regional Network for Europe",
                       "day": day, "subject": "Calendar of the regional review"}),
        ("support-requests", {"authority": "Ministry of Labour (fictional request)",
                              "topic": "Comment on the rules for licensing recruiters",
                              "received_on": day}),
        ("gcm-reviews", {"title": "Regional review of the Global Compact", "level": "regional",
                         "day": told.day(3, 12)}),
        ("capacity-offers", {"title": "Recognising victims of trafficking", "kind": "training",
                             "provider": entity["IOM"].id, "audience": "Border police",
                             "state": "offered"}),
        ("experts", {"function": "Survey statistician", "entity": entity["UNFPA"].id,
                     "skills": "Sampling, estimation, disclosure control"}),
        ("resource-requests", {"need": "A lawyer for labour migration agreements",
                               "requested_on": day, "state": "open"}),
        ("sdg", {"target": "10.7", "stage": "identified"}),
        ("sdg", {"target": "8.8", "stage": "identified"}),
        ("funding", {"title": "Joint programme on migration data", "kind": "mptf",
                     "stage": "opportunity", "stage_on": day, "lead": entity["IOM"].id,
                     "currency": "EUR"}),
    ):  # fmt: skip
        asks = told.people["carla"] if key == "resource-requests" else sanja
        record_entry(asks, registers.register_named(key), values)


ACTIVITIES: list[tuple[tuple[str, str], dict[str, Any]]] = [
    (
        ("IOM", "ILO"),
        {"title": "Orientation before departure for workers", "unsdcf": ["PA3"],
         "gcm": ["GCM5", "GCM6"], "sdg": ["8.8", "10.7"], "quarters": [1, 2, 3, 4],
         "places": ["xk-prishtine", "xk-peje"], "gender_marker": 2, "human_rights_marker": 2,
         "child": "no", "justification": "Half of the places are for women.",
         "funds_required": Decimal(60000), "funds_available": Decimal(35000),
         "added_value": "One curriculum instead of two."},
    ),
    (
        ("UNHCR", "IOM"),
        {"title": "Legal help for families without documents", "unsdcf": ["PA2"],
         "gcm": ["GCM4"], "sdg": ["10.7"], "quarters": [2, 3],
         "places": ["xk-mitrovice-e-jugut"], "gender_marker": 1, "human_rights_marker": 3,
         "child": "yes", "justification": "Children without papers cannot enrol in school.",
         "funds_required": Decimal(42000), "funds_available": Decimal(42000),
         "added_value": "Lawyers of one entity and mobile teams of the other."},
    ),
    (
        ("UNICEF", "UNFPA"),
        {"title": "Counselling for families with a parent abroad", "unsdcf": ["PA2"],
         "gcm": ["GCM7"], "sdg": ["10.7"], "quarters": [2, 3, 4],
         "places": ["xk-gjakove", "xk-peje"], "gender_marker": 2, "human_rights_marker": 2,
         "child": "yes", "justification": "Written for children left behind.",
         "funds_required": Decimal(30000), "funds_available": Decimal(12000),
         "added_value": "Schools and health centres reached by one team."},
    ),
]  # fmt: skip


def _plan(told: Year) -> None:
    """Draft the plan as the secretariat, with the entities that lead its activities."""
    sanja = told.people["sanja"]
    plan = workplans.plans.open_plan(
        sanja, year=told.year, title=f"Work plan {told.year}",
        summary="Fewer risks on the way, more ways that are safe.",
    )  # fmt: skip
    priority = workplans.plans.add_priority(
        sanja, plan.id, title="Safe and regular ways", objective="NO4"
    )
    care = workplans.plans.add_priority(
        sanja, plan.id, title="Nobody is left without services", objective="NO1"
    )
    for number, ((lead, partner), values) in enumerate(ACTIVITIES):
        entities = [(told.entities[lead].id, "lead"), (told.entities[partner].id, "partner")]
        home = priority if number == 0 else care
        row = workplans.activities.add_activity(
            sanja, home.id, entities=entities, looked=True, **values
        )
        workplans.progress.add_milestone(sanja, row.id, title="First group reached", quarter=2)
        told.activities.append(row)
    told.advice["plan"] = plan


def _adopt(told: Year) -> None:
    """Adopt the plan at the first meeting, and record the members' commitments."""
    carla, plan, decision = (
        told.people["carla"], told.advice["plan"], told.advice["decision 1"],
    )  # fmt: skip
    workplans.plans.adopt_plan(carla, plan.id, decision.id)
    workplans.commitments.record_commitment(
        told.people["nora"], told.activities[2].id, entity=told.entities["UNICEF"].id,
        what="Train forty school counsellors", due_on=told.day(9, 30),
    )  # fmt: skip
    workplans.commitments.record_commitment(
        told.people["aylin"], told.activities[1].id, entity=told.entities["UNHCR"].id,
        what="Two lawyers for the mobile team", due_on=told.day(6, 30),
    )  # fmt: skip
    actions.profiles.issue_profiles(told.people["sanja"])


def _progress(told: Year, quarter: int) -> None:
    for number, (row, who) in enumerate(
        zip(told.activities, ("ivo", "aylin", "nora"), strict=True)
    ):
        if quarter in row.quarters:
            workplans.progress.report_progress(
                told.people[who], row.id, quarter=quarter,
                state="under_way" if number or quarter < 3 else "delayed",
                text="Groups meet as planned." if number or quarter < 3
                else "The third group waits for its room.",
            )  # fmt: skip


def _recommend(told: Year, key: str, text: str, gcm: str) -> Any:
    row = advice_actions.draft_recommendation(
        told.people["nora"], text=text, addressee="unkt", gcm=[gcm],
        rationale="Counsellors hear of it every week.",
    )  # fmt: skip
    kind, known = next(
        (kind, offered[0][0])
        for kind, offered in advice_queries.evidence.citable_evidence(told.people["nora"]).items()
        if kind != "figure" and offered
    )
    advice_actions.cite_evidence(told.people["nora"], row.id, kind, known)
    told.advice[key] = row
    return row


def _advise(told: Year) -> None:
    """Send UNKT two recommendations, each signed by two co-chairs."""
    for key, text, gcm in (
        ("fees", "Ask employers' associations to publish that no worker pays a fee.", "GCM6"),
        ("data", "Make one statistical standard for returns binding on all entities.", "GCM1"),
    ):
        row = _recommend(told, key, text, gcm)
        for chair in ("carla", "ivo"):
            advice_actions.endorse(told.people[chair], row.id)
        advice_actions.submit(told.people["sanja"], row.id, how="By e-mail")


def _answer(told: Year) -> None:
    """Answer as UNKT: follow one recommendation, and refuse the other with written reasons."""
    decided: dict[str, Any] = {
        "decided_on": told.day(3, 27),
        "decider": "UNKT meeting 3 (fictional)",
    }
    umar = told.people["umar"]
    advice_actions.record_answer(umar, told.advice["fees"].id, verdict="followed", **decided)
    advice_actions.record_answer(
        umar, told.advice["data"].id, verdict="not_followed",
        motivation="Two entities report by standards of their own boards; asked again next year.",
        **decided,
    )  # fmt: skip


def _more_advice(told: Year) -> None:
    """Leave one recommendation without an answer, and another as a draft."""
    row = _recommend(
        told, "centres", "Keep the Migrant Service Centres open on one evening a week.", "GCM3"
    )
    for chair in ("carla", "rita"):
        advice_actions.endorse(told.people[chair], row.id)
    advice_actions.submit(told.people["sanja"], row.id, how="By e-mail")
    _recommend(told, "schools", "Add safe migration to the lessons of grade nine.", "GCM3")


def _report(told: Year, kind: str, part: int) -> None:
    """Draft a report from the records, approve it by the three co-chairs, freeze it and send it."""
    sanja = told.people["sanja"]
    row = reports.begin_report(sanja, kind, told.year, part)
    if kind == "quarterly":
        reports.write_section(
            sanja, row.id, "summary",
            text=f"In quarter {part} the Network met once and worked by its plan.",
        )  # fmt: skip
    reports.send_to_co_chairs(sanja, row.id)
    for chair in ("carla", "ivo", "rita"):
        reports.answer_report(told.people[chair], row.id, True)
    reports.publish_report(sanja, row.id)
    reports.transmit_report(sanja, row.id, way="email")


def _rotate(told: Year) -> None:
    """Appoint, as UNKT, the entity that takes the rotating seat next year."""
    actions.seats.appoint_rotating(
        told.people["sanja"], told.entities["UNICEF"].id,
        starts_on=date(told.year + 1, 1, 1), decided_on=told.day(11, 27),
        decided_way="meeting", decision="UNKT meeting 9, item 2 (fictional)",
    )  # fmt: skip

"""Regular pathways, people whose eligibility was checked, stays abroad, a skills partnership.

The rule tables are the shipped ones, and two fictional ones of pathways to work here, by which
shortages without candidates could be filled; people, organisations and the partnership's figures
are fictional.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from waystation.foundation.records import actions as registers
from waystation.registry.factsheets import queries as factsheets
from waystation.registry.organisations import actions as organisations
from waystation.services.pathways import actions, queries
from waystation.services.pathways.registers import ARRANGEMENTS

SEED = 1047
UNPUBLISHED = "EU Talent Pool"
# name, kind, occupations (ISCO-08), in short
TO_WORK_HERE = [
    ("Kosovo*: permit for work in construction (fictional)", "work", "71 93",
     "Employers who found nobody at the employment office in four weeks may bring workers."),
    ("Kosovo*: season in hotels and kitchens (fictional)", "seasonal", "5131 94",
     "Up to six months a year, for workers of the neighbouring states."),
]  # fmt: skip
TRADES = [("Welding", "7212"), ("Elderly care", "5321"), ("Electrical installation", "7411")]
PARTNERS = [
    ("Welding Academy Prishtinë (fictional)", "authority", "training"),
    ("Steel Works Rhine (fictional)", "employer", "employer"),
    ("Chamber of Crafts Rhine (fictional)", "employer", "chamber"),
]
COSTS = [
    ("training", "donor", "1400", "Twelve weeks in the workshop"),
    ("language", "employer", "900", "German up to B1"),
    ("certificate", "employer", "320", ""),
    ("visa", "employer", "75", ""),
    ("travel", "employer", "180", ""),
    ("stipend", "donor", "600", "Three months"),
]
STEPS = ("training", "training", "certified", "certified", "placed", "placed", "returned", "drop")


def tell(
    offices: Sequence[Any],
    counsellors: Sequence[Any],
    people: Mapping[int, Sequence[UUID]],
    *,
    officer: Any,
    manager: Any,
    secretary: Any,
    today: date,
) -> None:
    """Load the rules, publish all tables but one, check people's eligibility, run a partnership."""
    chance = random.Random(SEED)  # noqa: S311 - fictional people, the same every time
    office = offices[0].id
    _publish(officer, manager, office)
    _check(chance, counsellors, people, today)
    _open_ways_here(officer, manager, office, today)
    _travel(chance, counsellors[0], people[0], today)
    _partnership(chance, counsellors[0], people[0], office, officer, secretary, today)
    _arrangement(officer, office, today)


def _publish(officer: Any, manager: Any, office: UUID) -> None:
    sheets = {one.topic: one.id for one in factsheets.sheets_visible_to(officer)}
    topics = {"visit": "schengen", "study": "study", "recognition": "recognition"}
    for pathway in actions.load_shipped(officer, office):
        topic = topics.get(pathway.kind, "legal_emigration")
        if topic in sheets:
            actions.link_sheet(officer, pathway.id, sheets[topic])
        if pathway.name != UNPUBLISHED:
            draft = pathway.editions.get()
            actions.change_edition_state(manager, draft.id, "publish")


def _open_ways_here(officer: Any, manager: Any, office: UUID, today: date) -> None:
    source = "Made up for the demonstration"
    for name, kind, occupations, summary in TO_WORK_HERE:
        pathway = actions.record_pathway(
            officer, office, name=name, kind=kind, countries=["XK"], summary=summary,
            authority="Employment agency (fictional)",
        )  # fmt: skip
        edition = actions.draft_edition(
            officer, pathway.id, valid_from=today - timedelta(days=200), source=source,
            read_on=today,
        )  # fmt: skip
        for condition in (
            {"kind": "occupation", "occupations": occupations,
             "wording": "The occupation is short here"},
            {"kind": "offer", "wording": "A contract that says pay, hours and housing"},
        ):  # fmt: skip
            actions.add_condition(officer, edition.id, source=source, **condition)
        actions.change_edition_state(manager, edition.id, "publish")


def _check(
    chance: random.Random,
    counsellors: Sequence[Any],
    people: Mapping[int, Sequence[UUID]],
    today: date,
) -> None:
    editions = queries.current_of(counsellors[0], today)
    for number in range(30):
        at = number % len(counsellors)
        person = people[at][20 + number]
        edition = chance.choice(editions)
        said = {
            "language": "de",
            "level": chance.choice(["A1", "A2", "B1", "B2"]),
            "offer": chance.choice(["yes", "yes", "no", ""]),
            "passport": "yes",
            "qualification": chance.choice(["yes", "no", ""]),
            "recognition": chance.choice(["full", "asked", "none", ""]),
            "occupation": chance.choice(TRADES)[1],
        }
        found = actions.assess_person(counsellors[at], person, edition.id, **said)
        if found.outcome == "eligible" or number % 5 == 0:
            _take_up(chance, counsellors[at], person, edition.pathway_id, today)


def _take_up(chance: random.Random, user: Any, person: UUID, pathway: UUID, today: date) -> None:
    applied = today - timedelta(days=chance.randint(40, 300))
    taken = actions.take_up(user, person, pathway, applied_on=applied)
    step = chance.choice(["", "grant", "leave", "end"])
    granted = applied + timedelta(days=30)
    if step in {"grant", "leave"}:
        actions.change_take_up_state(user, taken.id, "grant", granted_on=granted)
    if step == "leave":
        actions.change_take_up_state(user, taken.id, "leave", left_on=granted + timedelta(days=8))
    if step == "end":
        actions.change_take_up_state(
            user, taken.id, "end", ended_on=granted, ended_because="waiting"
        )


def _travel(chance: random.Random, user: Any, people: Sequence[UUID], today: date) -> None:
    for number in range(12):
        person, year = people[60 + number], today.year - 9
        for _stay in range(1 + number % 3):
            months = chance.choice([4, 5, 14, 20])
            start = date(year, chance.randint(1, 6), 1)
            end = start + timedelta(days=31 * months)
            year = end.year + chance.randint(1, 2)
            if end >= today:
                break
            skill = chance.choice(["Welding", "Tiling", "Elderly care", ""])
            actions.record_stay(
                user, person, country=chance.choice(["DE", "CH", "AT", "HR"]), starts_on=start,
                ends_on=end, reason="work", skill=skill,
                skill_used=chance.choice(["yes", "no"]) if skill else "",
            )  # fmt: skip


def _partnership(
    chance: random.Random,
    user: Any,
    people: Sequence[UUID],
    office: UUID,
    officer: Any,
    secretary: Any,
    today: date,
) -> None:
    began = today - timedelta(days=330)
    made = actions.record_partnership(
        officer, office, name="Welders for the Rhine (fictional)", country="DE",
        occupations="7212 7213", starts_on=began, ends_on=today + timedelta(days=400),
        summary="One course, two tracks: half of the welders stay, half go.",
        home_places=12, abroad_places=8,
        home_results="Two firms in Prishtinë took on seven of the certified welders.",
        abroad_results="Five vacancies that were open for a year are filled.",
    )  # fmt: skip
    actions.change_partnership_state(officer, made.id, "begin")
    for name, kind, role in PARTNERS:
        entity = organisations.record_entity(secretary, office, name=name, kind=kind)
        actions.add_partner(officer, made.id, entity.id, role=role)
    for item, payer, amount, remark in COSTS:
        actions.add_cost(
            officer, made.id, item=item, payer=payer, amount=Decimal(amount), remark=remark
        )
    for number in range(14):
        joined = began + timedelta(days=chance.randint(0, 60))
        one = actions.join_partnership(
            user, people[90 + number], made.id, track="home" if number % 2 else "abroad",
            occupation="7212", joined_on=joined,
        )  # fmt: skip
        _go_on(chance, user, one.id, STEPS[number % len(STEPS)], joined)


def _go_on(chance: random.Random, user: Any, key: UUID, until: str, joined: date) -> None:
    def change(step: str, **values: Any) -> None:
        actions.change_participant_state(user, key, step, **values)

    if until == "drop":
        reason = chance.choice(["job", "family", "failed"])
        change("drop", dropped_on=joined + timedelta(days=40), dropped_because=reason)
    if until in {"certified", "placed", "returned"}:
        change("certify", certified_on=joined + timedelta(days=90), certificate="Welder, MAG 135")
    if until in {"placed", "returned"}:
        change("place", placed_on=joined + timedelta(days=110), workplace="Steel Works Rhine")
    if until == "returned":
        change("return", returned_on=joined + timedelta(days=260))


def _arrangement(officer: Any, office: UUID, today: date) -> None:
    registers.record_entry(
        officer, ARRANGEMENTS,
        {
            "name": "Placement of care workers (fictional)",
            "country": "DE",
            "kind": "placement",
            "parties": "Employment Agency here; Federal Employment Agency",
            "subject": "Selection, language course and placement without fees for workers.",
            "signed_on": today - timedelta(days=700),
            "in_force_from": today - timedelta(days=640),
            "places": 120,
        },
        office=office,
    )  # fmt: skip

"""Data for lists that would otherwise be empty.

Households, waiting visitors, equipment, organisations of every partner category, norms, a joint
statement and a follow-up.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from waystation.foundation.records.actions import record_entry
from waystation.foundation.shared.periods import quarter
from waystation.governance.advice import actions as advice
from waystation.governance.knowledge import queries as knowledge
from waystation.governance.network.queries import registers
from waystation.governance.statements import actions as statements
from waystation.registry.organisations import actions as organisations
from waystation.registry.people import actions as people
from waystation.registry.privacy import actions as privacy
from waystation.services.centres import actions as centres
from waystation.services.centres.registers import EQUIPMENT

# name, kind, category: one of each category of partners of the Terms of Reference, all fictional
PARTNERS = [
    ("Assembly of migrants (fictional)", "civil_society", "migrants"),
    ("Open Door Association (fictional)", "civil_society", "civil_society"),
    ("Diaspora Council Zürich (fictional)", "diaspora", "migrant_diaspora"),
    ("Association of municipalities (fictional)", "municipality", "local_authorities"),
    ("Village councils of Dukagjin (fictional)", "other", "communities"),
    ("Sharr Furniture (fictional)", "employer", "private_sector"),
    ("Chamber of builders (fictional)", "employer", "employers"),
    ("Union of care workers (fictional)", "union", "workers"),
    ("Assembly committee on labour (fictional)", "authority", "parliamentarians"),
    ("Centre for human rights (fictional)", "civil_society", "human_rights"),
    ("Institute for migration studies (fictional)", "academia", "academia"),
    ("Radio Drini (fictional)", "media", "media"),
    ("Development agency (fictional)", "donor", "donors"),
]
NOT_ENGAGED = "parliamentarians"
"""The category that the Network still has to reach this year."""
EXCHANGES = [
    ("global", "Secretariat of the global Network"),
    ("regional", "Regional Network for Europe"),
    ("unkt", "UNKT, heads of agencies"),
]
"""Level and counterpart of this quarter's exchanges; those with Kosovo stakeholders are to come."""
ITEMS = [
    ("Laptop of the reception", "computer", "good"),
    ("Printer", "computer", "worn"),
    ("Telephone of the call-backs", "telephone", "good"),
    ("Desk of the second counsellor", "furniture", "good"),
    ("Projector", "other", "broken"),
]
NORMS = [
    ("ILO Convention 97, Migration for Employment", "ilo", "applied"),
    ("ILO Convention 189, Domestic Workers", "ilo", "not_in_law"),
    ("Convention on the Rights of the Child", "un_treaty", "applied"),
]
WISHES = ["A contract to check", "Recognition of a diploma"]
STATEMENT = (
    "No worker pays for a job. Recruiters carry the cost of recruitment; whoever is asked for "
    "money should tell a Migrant Service Centre."
)


def fill(
    counsellors: list[Any],
    offices: list[Any],
    persons: dict[int, list[UUID]],
    network: dict[str, Any],
    today: date,
) -> None:
    """Fill the lists that would otherwise be empty."""
    for at, (counsellor, office) in enumerate(zip(counsellors, offices, strict=True)):
        _make_household(counsellor, persons[at])
        for number, (name, kind, condition) in enumerate(ITEMS):
            item = {
                "name": name,
                "kind": kind,
                "inventory_number": f"{office.key[:3].upper()}-{number + 1:03}",
                "funded_by": "Donor (fictional)",
                "received_on": today - timedelta(days=700 - 30 * number),
                "condition": condition,
            }
            record_entry(counsellor, EQUIPMENT, item, office=office.id)
    if today.weekday() < 5:
        for number, wish in enumerate(WISHES):
            centres.record_waiting(
                counsellors[0],
                offices[0].id,
                person_id=persons[0][5] if number else None,
                language="sq",
                wish=wish,
            )
    _requests(counsellors[0], persons[0], today)
    _network(network, today)


def _requests(counsellor: Any, persons: list[UUID], today: date) -> None:
    """What two persons asked about their own data: the desk of data protection answers."""
    asked = [("access", "in_person", 24), ("correction", "phone", 4)]
    for person, (kind, how, days) in zip(persons[3:], asked, strict=False):
        privacy.record_request(
            counsellor, person, kind=kind, how=how, received_on=today - timedelta(days=days)
        )


def _make_household(counsellor: Any, persons: list[UUID]) -> None:
    """Create a household of three; its head is the person with the oldest file."""
    home = people.make_household(counsellor, persons[0], label="Family")
    for person, role in ((persons[1], "spouse"), (persons[2], "child")):
        people.join_household(counsellor, home.id, person, role)


def _network(network: dict[str, Any], today: date) -> None:
    secretary, office = network["sanja"], network["office"]
    for at, (name, kind, category) in enumerate(PARTNERS):
        partner = organisations.record_entity(
            secretary, office, name=name, acronym="", kind=kind, category=category
        )
        if category != NOT_ENGAGED:
            work = {
                "entity": partner.id,
                "day": max(date(today.year, 1, 1), today - timedelta(days=20 * at + 5)),
                "kind": "consultation",
                "topic": "Fair recruitment: what the partners ask for",
            }
            record_entry(secretary, registers.register_named("engagements"), work, office=office)
    for level, counterpart in EXCHANGES:
        talk = {
            "level": level,
            "counterpart": counterpart,
            "day": max(quarter(today).start, today - timedelta(days=6)),
            "subject": "Fair recruitment: the joint statement",
        }
        record_entry(secretary, registers.register_named("exchanges"), talk, office=office)
    for instrument, kind, state in NORMS:
        values = {
            "instrument": instrument,
            "kind": kind,
            "state": state,
            "gap": "Not in local law yet." if state == "not_in_law" else "",
            "checked_on": today - timedelta(days=60),
        }
        record_entry(secretary, knowledge.NORMS, values, office=office)
    draft = statements.draft_statement(secretary, "No worker pays for a job", STATEMENT)
    statements.ask_clearance(secretary, draft.id, today + timedelta(days=14))
    if network.get("answered"):
        advice.follow_up(
            secretary,
            network["answered"],
            text="Agree with the municipalities on days and rooms for the mobile team.",
            owner=network["owner"],
            due_on=today + timedelta(days=60),
        )

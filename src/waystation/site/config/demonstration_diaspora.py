"""A diaspora mapping with registered members, calls, contributions and a letter.

Names are combined at random; addresses end in .example, so no message is delivered.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from waystation.foundation.records import actions as registers
from waystation.foundation.shared import periods
from waystation.foundation.shared.keys import new_key
from waystation.services.diaspora import actions
from waystation.services.diaspora.registers import EVENTS, GROUPS

from .demonstration_hours import working_hour

SEED = 1912
MEMBERS = 48
GIVEN = ["Arbër", "Besa", "Dren", "Jeta", "Kushtrim", "Lule", "Marko", "Milica", "Nita", "Stefan"]
FAMILY = ["Ahmeti", "Bajrami", "Kelmendi", "Limani", "Petrović", "Qerimi", "Stojanović", "Zeqiri"]
COUNTRIES = {"DE": 34, "CH": 30, "AT": 12, "SE": 8, "US": 7, "SI": 5, "NO": 4}
SKILLS = {
    "health": "nursing, geriatric care",
    "engineering": "welding, installation of heat pumps",
    "information": "software testing, data analysis",
    "business": "export, accounting",
    "education": "teaching, research",
    "construction": "site management",
    "farming": "fruit growing, cooling",
}
CALLS = [
    ("Teach geriatric care at the nursing school in Pejë", "knowledge", "health",
     "nursing, geriatric care", ["xk-peje"], ["albanian", "serb", "bosniak"],
     "Two weeks, on dates that suit you; travel is paid."),
    ("Mentors for twenty young welders", "knowledge", "engineering", "welding",
     ["xk-prishtine", "xk-fushe-kosove"], ["albanian", "roma", "ashkali"],
     "An hour a week by video for half a year; a visit to the workshop if you come."),
    ("A cold store for raspberries", "investment", "farming", "fruit growing, cooling",
     ["xk-podujeve"], ["albanian"],
     "A partner for a cold store of 200 tonnes; the growers bring the land."),
]  # fmt: skip
GROUPS_HERE = [
    ("Association of Nurses in Switzerland (fictional)", "association", "CH", "Zürich", 140),
    ("Heat Pumps Kelmendi (fictional)", "business", "DE", "Köln", 12),
    ("School in the Mother Tongue (fictional)", "school", "AT", "Wien", 85),
]


Turn = Callable[[float], None]
"""Sets the clock to a number of days before now."""


def tell(office: UUID, officer: Any, counsellor: Any, today: date) -> None:
    """Open a mapping, register members, call for contributions, and record the contributions.

    The clock is set to the day of each step, within the last four months.
    """
    chance = random.Random(SEED)  # noqa: S311 - fictional people, the same every time
    now = periods.now()
    with tempfile.TemporaryDirectory(prefix="waystation-demonstration-") as folder:
        clock = Path(folder) / "clock"

        def turn(days_ago: float) -> None:
            day = (now - timedelta(days=days_ago)).date()
            clock.write_text(working_hour(day, int(10 * days_ago)).isoformat())

        turn(120)
        periods.follow(clock)
        try:
            _map(chance, office, officer, counsellor, today, turn)
        finally:
            periods.follow(None)


def _map(
    chance: random.Random, office: UUID, officer: Any, counsellor: Any, today: date, turn: Turn
) -> None:
    mapping = actions.plan_mapping(
        officer, office, title="Skills of the diaspora (fictional)",
        objective="To know who would teach, invest or come back for a time, and for which places.",
        definition="Born here or with a parent born here, living abroad for a year or more.",
        countries=list(COUNTRIES), methods=["online", "associations", "snowball"],
        starts_on=today - timedelta(days=120), target=400,
    )  # fmt: skip
    actions.change_mapping_state(officer, mapping.id, "open")
    members = []
    for number in range(MEMBERS):
        turn(118 - 80 * number / MEMBERS)
        members.append(_register(chance, number))
    turn(30)
    calls = _call(officer, office, today)
    turn(28)
    letter = actions.draft_mailing(
        officer, office, subject="Three calls for contributions",
        text="We look for teachers of geriatric care, mentors for welders, and partners for a "
        "cold store. Your own page shows which calls suit you.",
    )  # fmt: skip
    actions.send_mailing(officer, letter.id)
    _answer(chance, counsellor, office, members, calls, turn)
    turn(20)
    _groups(officer, office, today)


def _register(chance: random.Random, number: int) -> Any:
    given, family = chance.choice(GIVEN), chance.choice(FAMILY)
    field = chance.choice(list(SKILLS))
    mailing = chance.random() < 0.7
    return actions.register_in_public(
        key=new_key(), agreed=True, mailing=mailing,
        language=chance.choice(["sq", "sq", "sr", "en"]),
        name=f"{given} {family}" if chance.random() < 0.9 else "",
        email=f"member{number}@diaspora.example" if mailing else "",
        country=chance.choices(list(COUNTRIES), list(COUNTRIES.values()))[0],
        places=chance.choice([[], ["xk-peje"], ["xk-prishtine"], ["xk-podujeve"], ["xk-gjilan"]]),
        field=field, skills=SKILLS[field],
        attachment=chance.choice(["strong", "strong", "some", "family"]),
        ways=chance.sample(["knowledge", "investment", "trade", "philanthropy", "teaching",
                            "return", "crisis"], 2),
    )  # fmt: skip


def _call(officer: Any, office: UUID, today: date) -> list[Any]:
    made = []
    for number, (title, kind, field, skills, places, communities, text) in enumerate(CALLS):
        call = actions.draft_call(
            officer, office, title=title, kind=kind, field=field, skills=skills, places=places,
            communities=communities, asked_by="Municipality (fictional)",
            text=text,
            opens_on=today - timedelta(days=30), closes_on=today + timedelta(days=5 + 30 * number),
        )  # fmt: skip
        made.append(actions.change_call_state(officer, call.id, "open"))
    return made


def _answer(
    chance: random.Random,
    user: Any,
    office: UUID,
    members: list[Any],
    calls: list[Any],
    turn: Turn,
) -> None:
    for number, member in enumerate(chance.sample(members, 14)):
        call = calls[number % len(calls)]
        money = call.kind == "investment"
        turn(26 - number)
        offer = actions.answer_call(
            user, call.id, member.id,
            message="I would like to see the plan first." if money else "I can begin at once.",
        )  # fmt: skip
        if money:
            continue
        turn(24 - number)
        step = "decline" if number % 7 == 6 else "accept"
        actions.change_answer_state(user, offer.id, step)
        if step == "accept" and number % 2 == 0:
            turn(20 - number)
            given = actions.record_contribution(
                user, office, member=member.id, call=call.id, title=call.title[:60],
                kind=call.kind, country=member.country, day=periods.today_in(),
                places=call.places, communities=call.communities, hours=chance.randint(8, 80),
            )  # fmt: skip
            if number % 4 == 0:
                turn(16 - number)
                actions.change_contribution_state(
                    user, given.id, "finish", result="The course was held; 18 people finished it."
                )


def _groups(officer: Any, office: UUID, today: date) -> None:
    for name, kind, country, town, size in GROUPS_HERE:
        registers.record_entry(
            officer, GROUPS,
            {"name": name, "kind": kind, "country": country, "town": town, "members": size,
             "ways": ["knowledge"], "confirmed_on": today - timedelta(days=20)},
            office=office,
        )  # fmt: skip
    registers.record_entry(
        officer, EVENTS,
        {"title": "Diaspora forum (fictional)", "kind": "fair", "country": "CH", "town": "Zürich",
         "day": today - timedelta(days=45), "invited": 220, "attended": 96,
         "result": "Fourteen members registered on the day."},
        office=office,
    )  # fmt: skip

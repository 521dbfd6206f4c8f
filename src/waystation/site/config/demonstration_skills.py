"""Fictional skills profiles, created by their own actions.

All people are fictional and have consented to matching. Some profiles have not been confirmed for a
while, one person has withdrawn the consent, and one profile waits for the person to use a link.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from waystation.foundation.shared import periods
from waystation.foundation.shared.keys import new_key
from waystation.registry.privacy import actions as privacy
from waystation.registry.skills import actions

from .demonstration_hours import working_hour

SEED = 7212
DAYS_AGO = (40, 20, 5, 85, 95, 130)  # the last two are due for confirmation
# title, code, years, skills, preferred countries, expected monthly pay
KINDS: list[tuple[str, str, int, list[str], list[str], int]] = [
    ("saldator", "7212", 8, ["MIG welding", "TIG welding", "reading of plans"], ["DE", "AT"], 2600),
    ("zavarivač", "7212", 4, ["MIG welding", "arc welding"], ["DE", "SI"], 2300),
    ("elektricist", "7411", 10, ["house wiring", "reading of plans"], ["DE", "CH"], 2900),
    ("infermiere", "2221", 6, ["care of patients", "first aid", "medication"], ["DE"], 2700),
    ("kamerier", "5131", 3, ["serving guests", "cash register"], ["AT", "HR", "DE"], 1800),
    ("kuzhinier", "5120", 7, ["grill", "food hygiene", "kitchen planning"], [], 2000),
    ("shofer kamioni", "8332", 12, ["loading", "tachograph"], ["SI", "DE", "IT"], 2400),
    ("murator", "7112", 9, ["bricklaying", "scaffolding"], ["DE", "AT", "CH"], 2400),
    ("programues", "2514", 5, ["Python", "databases", "teamwork"], ["DE", "NL"], 3800),
    ("kujdestare", "5322", 4, ["care of old people", "first aid"], ["DE", "AT"], 2200),
    ("hidraulik", "7126", 11, ["pipe fitting", "heating systems"], ["DE"], 2700),
    ("rrobaqepës", "7531", 15, ["sewing", "cutting"], [], 1400),
]  # fmt: skip
GERMAN = ["A2", "B1", "B1", "B2", "A1"]
PAPERS = ["passport", "driving_b", "police_certificate"]


def tell(
    counsellors: Sequence[Any], people: dict[int, list[UUID]], offices: Sequence[Any], today: date
) -> int:
    """Create profiles for some people of each office; return the number of profiles."""
    chance = random.Random(SEED)  # noqa: S311 - fictional people, the same every time
    present = periods.now()
    made: list[Any] = []
    with tempfile.TemporaryDirectory(prefix="waystation-demonstration-") as folder:
        clock = Path(folder) / "clock"
        periods.follow(clock)
        try:
            for at, counsellor in enumerate(counsellors):
                for person in people[at][: 12 if at == 0 else 5]:
                    kind = KINDS[len(made) % len(KINDS)]
                    day = present - timedelta(days=DAYS_AGO[len(made) % len(DAYS_AGO)])
                    clock.write_text(working_hour(day.date(), len(made)).isoformat())
                    name = offices[at].name
                    made.append(_profile(chance, counsellor, person, name, kind, today))
        finally:
            periods.follow(None)
    actions.make_link(counsellors[0], made[1].id)
    return len(made)


def _profile(
    chance: random.Random,
    counsellor: Any,
    person: UUID,
    office: str,
    kind: tuple[str, str, int, list[str], list[str], int],
    today: date,
) -> Any:
    title, code, years, skills, countries, pay = kind
    privacy.record_consent(
        counsellor,
        person,
        key=new_key(),
        purpose="matching",
        recipient=office,
        fields=["profile"],
        language="sq",
        text_number=1,
        how="spoken",
        expires_on=today + timedelta(days=700),
    )
    profile = actions.open_profile(
        counsellor,
        person,
        destinations=countries,
        starts_from=today + timedelta(days=30 * chance.randrange(1, 6)),
        pay_wish=Decimal(pay + 50 * chance.randrange(-3, 4)),
        pay_currency="EUR",
        pay_period="month",
    )
    level = GERMAN[chance.randrange(len(GERMAN))]
    spoken = {"spoken_interaction": level, "spoken_production": level}
    wanted: list[tuple[str, dict[str, Any]]] = [
        (
            "occupations",
            {"title": title, "code": code, "years": years, "level": "experienced"},
        ),
        *(
            ("skills", {"name": skill, "weight": "other" if place else "essential"})
            for place, skill in enumerate(skills)
        ),
        ("languages", {"language": "sq", "native": True}),
        ("languages", {"language": "de", "listening": level, "reading": level, **spoken}),
        ("education", {"level": "isced-3", "field": "07", "recognition": "not_asked"}),
        ("documents", {"kind": "passport", "valid_until": today + timedelta(days=1500)}),
    ]
    if chance.random() < 0.6:
        wanted.append(("documents", {"kind": chance.choice(PAPERS[1:])}))
    actions.add_lines(counsellor, profile.id, wanted)
    return profile

"""The centres' earlier data: an imported sheet, one with errors, a planned session, a profile.

Everything is fictional. The imported rows name nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from waystation.foundation.records import actions as registers
from waystation.foundation.shared.periods import quarter
from waystation.governance.reports import actions as reports
from waystation.registry.imports import actions as imports
from waystation.registry.imports import queries as sheets
from waystation.services.centres import actions as centres
from waystation.services.centres.profile_report import MIGRATION_PROFILE
from waystation.services.centres.registers import REGISTERS

HEADINGS = "Nr;Data;Gjinia;Mosha;Komuna;Arsyeja;Temat;Lloji i vizitorit"
ROWS = (
    "F;24;Prishtinë;Punë jashtë vendit;Shëndetësi;Migrant i mundshëm",
    "M;31;Podujevë;Punë në Kosovë;;I kthyer",
    "F;19;Lipjan;Studime ose trajnim jashtë;Sigurimet shoqërore;Migrant i mundshëm",
)
EVERY_ROW = {"mode": "walk_in"}
EQUIPMENT = (  # name, kind, condition, handed over to the host
    ("Desk, counter 1", "furniture", "good", True),
    ("Desk, counter 2", "furniture", "good", True),
    ("Laptop, counter 1", "computer", "good", True),
    ("Laptop, outreach", "computer", "worn", False),
    ("Projector", "other", "good", False),
)
TRAININGS = (("Counselling of potential migrants", 6, 4), ("Protection and referral", 5, 3))


def tell(counsellor: Any, analyst: Any, office: UUID, people: Sequence[UUID], today: date) -> None:
    """Import last year's sheet, leave one with errors, plan a session and begin a profile."""
    begun = today - timedelta(days=400)
    days = [begun + timedelta(days=number) for number in range(24)]
    lines = [f"{at};{day:%d.%m.%Y};{ROWS[at % 3]}" for at, day in enumerate(days, start=1)]
    first = _check_sheet(counsellor, office, f"visits-{begun.year}.csv", lines)
    imports.change_upload_state(counsellor, first, "load")
    imports.load(counsellor, first, _silent)
    wrong = [
        f"25;31.02.{begun.year};{ROWS[0]}",
        f"26;{begun:%d.%m.%Y};X;24;Prishtinë;Punë;;Migrant i mundshëm",
        f"27;{begun:%d.%m.%Y};{ROWS[1]}",
    ]
    _check_sheet(counsellor, office, f"visits-{begun.year}-more.csv", wrong)
    _plan_session(counsellor, office, people, today)
    _record_equipment(counsellor, today)
    for number, (title, trained, women) in enumerate(TRAININGS):
        registers.record_entry(
            counsellor,
            REGISTERS["training"],
            {
                "title": title,
                "held_on": today - timedelta(days=200 - 60 * number),
                "given_by": "Mission",
                "trained": trained,
                "women": women,
                "from_host": trained - 1,
            },
        )
    period = quarter(quarter(today).start - timedelta(days=1))
    reports.draft_report(
        analyst,
        "Migration profile of the centres",
        period.start,
        period.last_day,
        blocks=MIGRATION_PROFILE.blocks(),
    )


def _record_equipment(counsellor: Any, today: date) -> None:
    for number, (name, kind, condition, handed_over) in enumerate(EQUIPMENT, start=1):
        received = today - timedelta(days=700)
        entry = {
            "name": name,
            "kind": kind,
            "inventory_number": f"INV-{number:03}",
            "funded_by": "IOM",
            "received_on": received,
            "condition": condition,
            "handed_over_on": received + timedelta(days=300) if handed_over else None,
        }
        registers.record_entry(counsellor, REGISTERS["equipment"], entry)


def _check_sheet(user: Any, office: UUID, name: str, lines: list[str]) -> UUID:
    content = "\n".join([HEADINGS, *lines]).encode()
    made = imports.upload_sheet(user, office, "visits", name, content)
    made = imports.choose_columns(
        user, made.id, chosen=made.columns, constants=EVERY_ROW, day_order="dmy"
    )
    rows = sheets.sheet_of(sheets.whole(made))
    answers = {
        field.name: {one.text: one.answer for one in texts}
        for field, texts in sheets.texts_to_answer(made, rows)
    }
    imports.choose_answers(user, made.id, answers)
    imports.change_upload_state(user, made.id, "check")
    imports.check(user, made.id, _silent)
    return made.id


def _plan_session(user: Any, office: UUID, people: Sequence[UUID], today: date) -> None:
    planned = centres.record_session(
        user,
        office,
        title="Contracts, before you sign",
        day=today + timedelta(days=3),
        minutes=90,
        topics=["ethical_recruitment"],
        language="sq",
        held=False,
    )
    for person in people[:4]:
        centres.invite(user, planned.id, person)


def _silent(done: int, of: int, note: str = "") -> None:
    """Report no progress."""

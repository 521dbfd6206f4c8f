"""An import of visit sheets: 20,000 rows uploaded, checked, recorded, sent again, and undone.

    python -m benchmarks.import_sheets [--rows 20000] [--people 0]

On a database of its own (DATABASE_URL, or SQLite in a temporary folder). With ``--people`` each row
names one of so many visitors, whose files are opened by the import. Appends a section to
benchmarks/results/import_sheets.md: seconds on the clock and of the processor.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import tempfile
import time
from datetime import UTC, date, datetime
from os import getloadavg
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results" / "import_sheets.md"
SEED = 2026
PLACES = ("Prishtinë", "Pejë", "Prizren", "Gjakovë")
HEADINGS = ["Nr", "Data", "Gjinia", "Mosha", "Komuna", "Arsyeja", "Temat", "Minuta", "Shenime"]


def sheet(rows: int, people: int) -> bytes:
    draw = random.Random(SEED)
    named = ["Emri", "Mbiemri", "Viti i lindjes"] if people else []
    lines = [";".join([*HEADINGS, *named])]
    for number in range(1, rows + 1):
        cells = [
            str(number),
            f"{draw.randint(1, 28)}.{draw.randint(1, 9)}.2026",
            draw.choice("FM"),
            str(draw.randint(18, 60)),
            draw.choice(PLACES),
            "Punë jashtë vendit",
            "Shëndetësi, Studime dhe trajnim",
            str(draw.randint(5, 60)),
            f"Note {number}",
        ]
        if people:
            one = draw.randrange(people)
            given = f"Emri{chr(97 + one % 26)}{chr(97 + one // 26 % 26)}"
            cells += [given, f"Mbiemri{chr(97 + one // 676 % 26)}", str(1950 + one % 50)]
        lines.append(";".join(cells))
    return "\n".join(lines).encode()


class Laps:
    """Seconds on the clock and of the processor between two calls."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.again()

    def again(self) -> None:
        self.clock, self.processor = time.monotonic(), time.process_time()

    def lap(self, what: str) -> None:
        clock, processor = time.monotonic() - self.clock, time.process_time() - self.processor
        self.lines.append(f"| {what} | {clock:.1f} | {processor:.1f} |")
        print(self.lines[-1], flush=True)
        self.again()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--people", type=int, default=0)
    options = parser.parse_args()
    os.environ["WAYSTATION_STATE"] = tempfile.mkdtemp(prefix="waystation-bench-")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.site.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    measure(options)


def measure(options: Any) -> None:
    from waystation.foundation.access import actions as access
    from waystation.foundation.tasks import actions as tasks
    from waystation.registry.imports import actions, queries

    organisation = access.open_organisation("bench", "Bench")
    office = access.open_office(organisation, "bench", "Bench", date(2020, 1, 1))
    user = access.open_account_with_role(
        office, email="bench@example.org", full_name="Bench Marker", role="counsellor"
    )
    content, laps = sheet(options.rows, options.people), Laps()

    def checked() -> Any:
        made = actions.upload_sheet(user, office.id, "visits", "bench.csv", content)
        made = actions.choose_columns(
            user,
            made.id,
            chosen=made.columns,
            constants={"mode": "walk_in", "visitor_type": "returnee"},
            day_order="dmy",
        )
        rows = queries.sheet_of(queries.whole(made))
        answers = {
            field.name: {one.text: one.answer for one in texts}
            for field, texts in queries.texts_to_answer(made, rows)
        }
        actions.choose_answers(user, made.id, answers)
        laps.lap("upload and map")
        actions.begin(user, made.id, "check")
        tasks.work_off("bench")
        laps.lap("check")
        return queries.upload_visible_to(user, made.id)

    def worked(upload: Any, step: str) -> Any:
        actions.begin(user, upload.id, step)
        tasks.work_off("bench")
        laps.lap(step)
        return queries.upload_visible_to(user, upload.id)

    first = checked()
    loaded = worked(first, "load")
    again = checked()
    undone = worked(loaded, "undo")
    said = (
        f"new {first.fresh}, recorded {loaded.added}; second run: new {again.fresh}, known "
        f"{again.known}; undone: deleted {undone.deleted}, withdrawn {undone.withdrawn}"
    )
    print(said)
    head = f"{datetime.now(UTC):%Y-%m-%d %H:%M} · {platform.machine()} · load {getloadavg()[0]:.1f}"
    about = f"{options.rows:,} rows, {options.people:,} people by name"
    table = ["| step | clock s | processor s |", "|---|---|---|", *laps.lines]
    with RESULTS.open("a", encoding="utf-8") as file:
        file.write("\n".join([f"\n## {about} ({head})", "", *table, "", said, ""]))


if __name__ == "__main__":
    main()

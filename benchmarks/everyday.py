"""What a user waits for on an ordinary day: a dashboard after a visit, an estimate, a Word file.

    WAYSTATION_STATE=FOLDER python -m benchmarks.everyday

FOLDER holds the demonstration (./waystation up --state FOLDER, then stopped). A process of its own
measures each line twice where both matter: as the first thing after a start, and again. The visits
that it records stay. Processor time of the process beside the clock; appends a section to
benchmarks/results/everyday.md.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import django

RESULTS = Path(__file__).parent / "results" / "everyday.md"
DEMONSTRATION = "{}@demo.waystation.example"


def measured(lines: list[str], name: str, goal: str, work: Callable[[], Any]) -> Any:
    processor, clock = time.process_time(), time.perf_counter()
    found = work()
    spent = 1000 * (time.process_time() - processor)
    waited = 1000 * (time.perf_counter() - clock)
    lines.append(f"| {name} | {goal} | {spent:,.0f} | {waited:,.0f} |")
    print(lines[-1], flush=True)
    return found


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.site.config.settings")
    django.setup()
    from django.conf import settings
    from django.db import transaction
    from django.test import Client

    from waystation.analysis import survey
    from waystation.foundation.access import queries as access
    from waystation.foundation.shared.periods import now
    from waystation.governance.reports.models import Edition
    from waystation.services.centres import actions as centres
    from waystation.services.tracking import actions as tracking
    from waystation.services.tracking.models import Round

    settings.ALLOWED_HOSTS = ["*"]
    named = {
        one: access.user_named(DEMONSTRATION.format(one)) for one in ("arta", "blerim", "anita")
    }
    manager, analyst = Client(), Client()
    manager.force_login(named["blerim"])
    analyst.force_login(named["anita"])

    def page(client: Client, address: str) -> None:
        answer = client.get(address, follow=True)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}.")

    def visit() -> None:
        centres.record_visit(
            named["arta"], access.office_of(named["arta"]).id, mode="walk_in", minutes=15,
            visitor_type="potential_migrant", reason="work_abroad",
            started_at=now() - timedelta(hours=3),
        )  # fmt: skip

    lines = [
        f"\n## {datetime.now(UTC):%d.%m.%Y}, {platform.machine()}, Python "
        f"{platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n",
        "| what | goal, ms | processor, ms | clock, ms |",
        "| --- | ---: | ---: | ---: |",
    ]
    measured(lines, "first page after a start (views are imported)", "", lambda: page(manager, "/"))
    measured(lines, "dashboard, first after a start", "", lambda: page(manager, "/results/"))
    for _ in range(3):
        visit()
        measured(lines, "dashboard, first after a visit", "300", lambda: page(manager, "/results/"))
    round_ = Round.objects.order_by("id").last()
    if round_ is not None:
        with transaction.atomic():
            # Another program: what was estimated before is not returned but estimated anew.
            survey.code_version = lambda: "benchmark"
            measured(
                lines, "first estimate of a round of 40 answers", "1,000",
                lambda: tracking.estimate(named["anita"], round_.id),
            )  # fmt: skip
            transaction.set_rollback(True)
    edition = Edition.objects.filter(audience="partners").order_by("published_at").first()
    if edition is not None:
        address = f"/results/reports/{edition.id}/download"
        for kind in ("docx", "docx", "pdf", "pdf"):
            goal = "1,500" if kind == "docx" else ""
            measured(
                lines,
                f"a report as {kind}",
                goal,
                lambda kind=kind: page(analyst, f"{address}/{kind}"),
            )
    there = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else "# An ordinary day\n"
    RESULTS.write_text(there + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

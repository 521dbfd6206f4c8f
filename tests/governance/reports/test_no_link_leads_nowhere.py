"""No link of the pages of results and reports leads to a page that its reader may not open."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from django.urls import resolve, reverse
from lxml import html

from waystation.foundation.access.rules import ROLES
from waystation.governance.reports import actions
from waystation.governance.results import actions as results_actions
from waystation.governance.results.queries import store
from waystation.services.centres import actions as centres

pytestmark = pytest.mark.sqlite_only

NOW = datetime(2026, 9, 21, 9, 0, tzinfo=UTC)
PAGES = ("results:dashboard", "results:indicators", "reports:reports")
READERS = [key for key, role in ROLES.items() if {"indicator.read", "report.read"} & role.may]


@pytest.fixture
def office(mission, arta, blerim, milan, settings, tmp_path, time_machine):
    """Visits in two offices, a draft, and an edition for each audience."""
    time_machine.move_to(NOW, tick=False)
    settings.STATE = tmp_path
    store.forget()
    results_actions.load_shipped_indicators(mission.organisation.id)
    for number in range(12):
        centres.record_visit(
            arta if number % 3 else milan, (mission.prishtine if number % 3 else mission.peje).id,
            mode="walk_in", visitor_type="potential_migrant", reason="work_abroad",
            minutes=10 + number, started_at=datetime(2026, 1 + number % 8, 7, 9, 0, tzinfo=UTC),
        )  # fmt: skip
    for audience in ("internal", "partners", "public"):
        report = actions.draft_report(
            blerim, f"For {audience}", date(2026, 1, 1), date(2026, 8, 31), audience=audience,
            blocks=[("text", {"text": "[visits] visits, half of them about work"})],
        )  # fmt: skip
        actions.publish_report(blerim, report.id)
    yield mission
    store.forget()


def links_of(client, address) -> set[str]:
    """Where the links of a page lead, besides its files and its frame."""
    page = html.fromstring(client.get(address).content)
    found = {link.split("#")[0] for link in page.xpath("//main//a/@href")}
    return {link for link in found if link.startswith("/")}


@pytest.mark.parametrize("role", READERS)
def test_every_link_opens(client, office, role):
    reader = office.hire(f"Reader {role.title()}", office.prishtine, role)
    client.force_login(reader)
    waiting = {reverse(name) for name in PAGES}
    waiting = {one for one in waiting if client.get(one).status_code == 200}
    seen, wrong, pages = set(), {}, Counter()

    while waiting:
        address = min(waiting)
        waiting.discard(address)
        seen.add(address)
        page = resolve(address.split("?")[0]).view_name
        pages[page] += 1
        if pages[page] > 5:
            continue
        status = client.get(address).status_code
        if status != 200:
            wrong[address] = status
        elif address.startswith("/results/") and "download" not in address:
            waiting |= links_of(client, address) - seen

    assert len(seen) > 1
    assert wrong == {}

"""The migration profile of the centres: begun with one form, counted, protected, frozen."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import openpyxl
import pytest

from waystation.governance.reports import actions, queries
from waystation.governance.results import actions as results
from waystation.registry.people import actions as people
from waystation.services.centres import actions as centres
from waystation.services.centres.profile_report import MIGRATION_PROFILE

NOW = datetime(2026, 9, 21, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def analyst(mission):
    return mission.hire("Ana Lytic", mission.prishtine, "analyst")


@pytest.fixture
def profiled(mission, arta):
    """Sixty people: thirty want to leave for work, twenty are undecided, eight return, two stay."""
    results.load_shipped_indicators(mission.organisation.id)
    centres.record_centre(
        None,
        mission.prishtine.id,
        name="MSC Prishtinë",
        place="xk-prishtine",
        host_kind="employment_service",
        handover_status="handed_over",
        languages=["sq"],
    )
    intentions = ["leave"] * 30 + ["undecided"] * 20 + ["return"] * 8 + ["stay"] * 2
    for number in range(60):
        person = people.record_person(
            arta,
            mission.prishtine,
            given=f"Given{number:02d}",
            family=f"Family{number * 37 % 41:02d}",
            sex="female" if number % 2 else "male",
            birth_year=1990,
            somebody_else=True,
        )
        leaves = number < 30
        centres.record_profile_of(
            arta,
            person.id,
            intention=intentions[number],
            horizon="m6" if leaves else "",
            occupation="7" if number < 20 else "",
            drivers=["no_jobs"] if leaves else [],
            destination="DE" if leaves else "",
        )


@pytest.fixture
def report(analyst, mission, profiled, time_machine):
    time_machine.move_to(NOW.replace(month=10), tick=False)  # the month is over
    return actions.draft_report(
        analyst,
        "Migration profile",
        date(2026, 9, 1),
        date(2026, 9, 30),
        audience="public",
        offices=[mission.prishtine.id],
        blocks=MIGRATION_PROFILE.blocks(),
    )


def values_of(content, indicator, dimension=""):
    return {
        tuple(one["key"]): (one["state"], one["value"])
        for one in content["figures"]
        if one["indicator"] == indicator and one["dimensions"] == ([dimension] if dimension else [])
    }


def test_the_report_counts_what_was_said(blerim, report):
    content = queries.preview(report, reader=blerim).as_content()

    ((_key, total),) = values_of(content, "people_profiled").items()
    ((_key, potential),) = values_of(content, "labour_migration_potential").items()
    assert total == ("shown", 60)
    assert potential == ("shown", 20 / 60)
    assert values_of(content, "people_profiled", "destination")[("DE",)] == ("shown", 30)


def test_it_says_what_it_cannot_say_in_each_language(report):
    from django.utils import translation

    for language in ("en", "sq", "sr"):
        with translation.override(language):
            kinds = [kind for kind, _content in MIGRATION_PROFILE.blocks()]
        assert kinds[:2] == ["heading", "text"]
    limits = MIGRATION_PROFILE.blocks()[1][1]["text"]
    assert "not a sample" in limits


def test_small_numbers_are_protected_in_the_report_and_in_its_data_set(
    client, analyst, blerim, report
):
    edition = actions.publish_report(blerim, report.id)
    client.force_login(analyst)

    answer = client.get(f"/results/reports/{edition.id}/download/data")

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(row for row in rows if row[0] == "Code of the indicator")
    at = {name: head.index(name) for name in ("Broken down by", "Category", "State", "Value")}
    by_intention = {
        row[head.index("Code")]: (row[at["State"]], row[at["Value"]])
        for row in rows
        if row[0] == "people_profiled" and row[at["Broken down by"]] == "Intention now"
    }
    assert by_intention["leave"] == ("shown", 30)
    assert by_intention["stay"][0] != "shown"
    assert by_intention["stay"][1] is None
    assert any("not a sample" in str(row[0]) for row in rows)


def test_the_form_begins_it_for_a_centre_a_region_or_all(client, analyst, blerim, arta, profiled):
    client.force_login(analyst)
    page = client.get("/results/reports/new/migration_profile/")
    scopes = dict(page.context["form"].fields["scope"].choices)
    centre = next(key for key in scopes if key.startswith("centre "))

    answer = client.post(
        "/results/reports/new/migration_profile/",
        {
            "title": "Migration profile",
            "scope": centre,
            "starts_on": "2026-09-01",
            "ends_on": "2026-09-30",
            "audience": "partners",
            "language": "en",
        },
    )

    assert {key.split()[0] for key in scopes} == {"all", "region", "centre"}
    assert answer.status_code == 302, answer.context["form"].errors
    assert "Potential for labour migration" in client.get(answer["Location"]).content.decode()
    assert "Migration profile of the centres" in client.get("/results/reports/").content.decode()
    client.force_login(arta)
    assert client.get("/results/reports/new/migration_profile/").status_code == 403


def test_milan_reads_nothing_of_it(client, milan, analyst, report):
    client.force_login(milan)

    assert client.get(f"/results/drafts/{report.id}/").status_code in (403, 404)

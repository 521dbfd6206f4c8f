"""An indicator's small numbers are kept by one method for one audience, never by both."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import parse
from waystation.governance.reports import actions, queries
from waystation.governance.results import queries as results
from waystation.governance.results.models import Protection

QUARTER = (date(2026, 1, 1), date(2026, 3, 31))
PERIOD = parse("2026-Q1")


@pytest.fixture
def report(visits, indicators, blerim):
    """Forty visits, two of them of men, and a report for partners about them."""
    for i in range(40):
        visits.record(day=date(2026, 2, 5), person=f"p{i}", sex="female" if i > 1 else "male")
    return actions.draft_report(
        blerim, "For partners", *QUARTER, audience="partners",
        blocks=[("table", {"indicators": ["visits"], "by": "sex"})],
    )  # fmt: skip


def in_use():
    return dict(Protection.objects.values_list("indicator", "method"))


def test_what_was_published_with_cells_kept_back_is_not_given_live(report, blerim):
    actions.publish_report(blerim, report.id)

    with pytest.raises(Refusal, match=r"published reports for this audience \(Partners\)"):
        results.figures(blerim, ["visits"], PERIOD, by=["sex"], audience="partners")
    everything = results.figures(blerim, None, PERIOD, audience="partners")

    assert in_use()["visits"] == "suppression"
    assert "visits" not in everything
    assert everything


def test_what_was_given_live_stands_in_the_report_with_the_same_noise(client, report, blerim):
    live = results.figures(blerim, ["visits"], PERIOD, by=["sex"], audience="partners")["visits"]

    edition = actions.publish_report(blerim, report.id)

    content = json.loads(bytes(edition.content))
    printed = {tuple(one["key"]): one["value"] for one in content["figures"]}
    assert in_use() == {"visits": "noise"}
    assert printed == {one.key: one.value for one in [live.total, *live.cells]}
    assert content["noisy"] == [one["n"] for one in content["figures"]]
    assert " noise " in queries.provenance_of(content, 1)["policy"]
    client.force_login(blerim)
    page = client.get(f"/results/reports/{edition.id}/").content.decode()
    assert page.count("A small random change, the same each time") == 1  # not below every chart


def test_audiences_and_looking_are_apart(client, report, blerim):
    client.force_login(blerim)

    client.get("/results/")  # looking at the dashboard gives nothing away to partners
    results.figures(blerim, ["visits"], PERIOD, audience="staff")
    results.figures(blerim, ["visits"], PERIOD, audience="public")
    edition = actions.publish_report(blerim, report.id)

    rows = Protection.objects.values_list("audience", "method").order_by("audience")
    assert list(rows) == [("partners", "suppression"), ("public", "noise")]
    assert json.loads(bytes(edition.content))["noisy"] == []


def test_somebody_gives_it_live_while_it_is_being_published(report, blerim, monkeypatch):
    from waystation.governance.reports.actions import editions

    counted = editions.preview

    def meanwhile(*given, **more):
        assembled = counted(*given, **more)
        results.figures(blerim, ["visits"], PERIOD, audience="partners")
        return assembled

    monkeypatch.setattr(editions, "preview", meanwhile)

    with pytest.raises(Refusal, match="Publish once more"):
        actions.publish_report(blerim, report.id)
    monkeypatch.setattr(editions, "preview", counted)
    actions.publish_report(blerim, report.id)

    assert in_use() == {"visits": "noise"}


def test_the_database_refuses_a_second_method_and_a_changed_mind(report, blerim):
    actions.publish_report(blerim, report.id)
    table = Protection._meta.db_table

    for wrong in (
        f"INSERT INTO {table} SELECT * FROM {table}",
        f"UPDATE {table} SET method = 'noise'",
        f"DELETE FROM {table}",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(wrong)


def test_the_method_of_what_nobody_protects_is_not_held(report, blerim, milan):
    results.figures(blerim, ["visits"], PERIOD)

    assert results.figures(milan, ["visits"], PERIOD)["visits"].total.value == 0
    assert in_use() == {}

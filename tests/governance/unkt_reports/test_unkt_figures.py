"""A figure of a report to UNKT opens down to its definition and to the records behind it."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.governance import walk
from tests.governance.unkt_reports.test_unkt_reports import approved
from waystation.foundation.shared.errors import NotSeen, Refusal
from waystation.foundation.shared.periods import parse
from waystation.governance.meetings import actions, facts
from waystation.governance.meetings.rules.decisions import done_in_time
from waystation.governance.reports import queries as editions
from waystation.governance.reports.presenting import Pages
from waystation.governance.reports.queries import sections
from waystation.governance.results import queries as results
from waystation.governance.results.queries import store
from waystation.governance.unkt_reports import actions as reports
from waystation.governance.unkt_reports.queries import reports as unkt

pytestmark = pytest.mark.django_db
DUE = date(2026, 3, 20)


@pytest.fixture
def held_and_done(network):
    """A meeting was held with a decision; of its two actions one is done in the quarter."""
    decision = walk.decided(network, walk.held(network), text="We share data.")
    asked = [
        walk.agreed(network, decision, owner=network.unicef, due_on=DUE, text=text)
        for text in ("Write the list.", "Send the list.")
    ]
    actions.decisions.report_action(network.nora, asked[0].id, state="done", evidence="Sent.")
    return asked


@pytest.fixture
def quarter(network, held_and_done, settings, tmp_path):
    """The quarter has ended, and the facts are at hand."""
    settings.STATE = tmp_path
    store.forget()
    network.clock.set(date(2026, 4, 2))
    return held_and_done


def published(network):
    report = reports.begin_report(network.sanja, "quarterly", 2026, 1)
    done = approved(network, report)
    return reports.publish_report(network.sanja, done.id).edition


def figures_of(edition):
    content = json.loads(bytes(edition.content))
    return {one["indicator"]: one for one in content["figures"]}


@pytest.mark.sqlite_only
def test_the_figures_of_the_summary_are_figures_of_results(network, quarter):
    found = figures_of(published(network))

    assert found["network_meetings_held"]["value"] == 1
    assert found["network_decisions_taken"]["value"] == 1
    in_time = found["network_actions_in_time"]
    assert (in_time["value"], in_time["numerator"], in_time["denominator"]) == (1 / 2, 1, 2)
    assert found["network_advice_answered"]["value"] == 0
    assert {one["period"] for one in found.values()} == {"2026-Q1"}


def test_a_figure_opens_to_the_records_the_reader_may_see(client, network, quarter, milan):
    edition = published(network)
    number = figures_of(edition)["network_actions_in_time"]["n"]

    client.force_login(network.sanja)
    paper = client.get(reverse("reports:report", args=[edition.id])).content.decode()
    page = client.get(reverse("reports:figure", args=[edition.id, number])).content.decode()
    opened = editions.records_behind(network.nora, edition.id, number)
    closed = editions.records_behind(network.uma, edition.id, number)

    assert reverse("reports:figure", args=[edition.id, number]) in paper
    assert "1 of 2" in paper
    for action in quarter:
        assert reverse("meetings:action", args=[action.id]) in page
    assert "dropped" in page  # the definition, in words
    assert {one["id"] for one in opened["records"]} == {action.id for action in quarter}
    assert opened["verdict"].state == "same"
    assert (closed["records"], closed["closed"]) == ([], 2)
    with pytest.raises(NotSeen):
        editions.records_behind(milan, edition.id, 999)


@pytest.mark.sqlite_only
def test_an_edition_of_before_still_reads_as_it_was_frozen():
    items = [{"key": "a", "label": "Meetings held", "value": "3", "unit": "", "note": "of 4"}]
    pages = Pages({"figures": [], "definitions": {}}, "en", None)

    [made] = pages.section({"title": "", "pieces": [{"kind": "figures", "items": items}]})

    assert made.items_with_links == [("Meetings held", "3", "of 4", "")]


def test_a_decision_has_a_page_of_its_own(client, network, quarter, milan):
    key = quarter[0].decision_id
    address = reverse("meetings:decision", args=[key])

    client.force_login(network.nora)
    page = client.get(address).content.decode()
    client.force_login(milan)
    outside = client.get(address)

    assert "We share data." in page
    assert "Write the list." in page
    assert outside.status_code == 404


@pytest.mark.sqlite_only
def test_what_happens_after_the_quarter_does_not_hold_up_what_was_approved(network, quarter):
    """An action done in April is late for ever, so the figure of the quarter stands."""
    report = reports.begin_report(network.sanja, "quarterly", 2026, 1)
    done = approved(network, report)
    actions.decisions.report_action(network.nora, quarter[1].id, state="done", evidence="Sent.")

    edition = reports.publish_report(network.sanja, done.id).edition

    assert figures_of(edition)["network_actions_in_time"]["numerator"] == 1


@pytest.mark.sqlite_only
def test_a_figure_that_changed_after_the_approval_calls_the_report_back(network, quarter):
    report = reports.begin_report(network.sanja, "quarterly", 2026, 1)
    done = approved(network, report)
    actions.decisions.report_action(
        network.sanja, quarter[1].id, state="dropped", note="Overtaken by events."
    )

    with pytest.raises(Refusal, match="has changed since"):
        reports.publish_report(network.sanja, done.id)


@pytest.mark.sqlite_only
def test_how_a_report_looks_is_not_what_was_approved(network, quarter, monkeypatch):
    """The register is another view of the same figures; a hash is the same by any space."""
    report = reports.begin_report(network.sanja, "quarterly", 2026, 1)
    done = approved(network, report)
    rows = [{"name": "Another title", "period": "", "value": "", "hash": "0" * 64}]
    monkeypatch.setattr(sections, "register_of", lambda *_: rows)

    assert reports.publish_report(network.sanja, done.id).edition is not None
    cells = [{"rows": [[words.join(("00aa", "11bb", "22cc", "33dd"))]]} for words in " \u00a0"]
    assert unkt._without_groups(cells) == [{"rows": [["00aa11bb22cc33dd"]]}] * 2
    assert unkt._without_groups(["1000 2000 3000"]) == ["1000 2000 3000"]


def test_what_was_approved_before_figures_opened_is_called_back_and_not_broken(
    client, network, quarter
):
    report = reports.begin_report(network.sanja, "quarterly", 2026, 1)
    done = approved(network, report)
    kept = done.kept
    old = {"key": "a", "label": "Meetings held", "value": "1", "unit": "", "note": ""}
    for section in kept["sections"].values():
        for piece in section["pieces"]:
            if piece["kind"] == "figures":
                piece["items"] = [old]
    type(done).objects.filter(id=done.id).update(kept=kept)

    with pytest.raises(Refusal, match="has changed since"):
        reports.publish_report(network.sanja, done.id)
    client.force_login(network.sanja)
    page = client.get(reverse("unkt_reports:report", args=[done.id]))
    back = reports.call_back(network.sanja, done.id, "Figures open now.")
    assert (page.status_code, back.state) == (200, "drafting")


@pytest.mark.sqlite_only
def test_closed_records_are_not_counted_and_other_offices_do_not_see_the_indicators(
    network, quarter, arta
):
    from waystation.governance.meetings.models import Action

    Action.objects.filter(id=quarter[0].id).update(access_class="restricted")

    rows = facts.read_actions(network.organisation.id, None)
    published(network)
    of_arta = results.figures(arta, period=parse("2026-Q1"))

    assert rows.column("record").to_pylist() == [quarter[1].id.hex]
    assert not [key for key in of_arta if key.startswith("network_")]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("state", "done_on", "expected"),
    [
        ("done", DUE, True),
        ("verified", date(2026, 3, 31), True),
        ("done", date(2026, 4, 1), False),
        ("in_progress", DUE - timedelta(days=1), False),
        ("open", None, False),
    ],
)
def test_in_time_is_by_the_end_of_the_quarter(state, done_on, expected):
    assert done_in_time(DUE, state, done_on) is expected

"""Addresses and keys that somebody typed: an answer, never a breakdown."""

from __future__ import annotations

from datetime import date

import pytest

from tests.governance.pages import address
from waystation.foundation.shared.errors import NotSeen, Refusal
from waystation.governance.reports import actions as reports
from waystation.governance.reports.queries.sections import section as section_of
from waystation.governance.unkt_reports import actions
from waystation.governance.unkt_reports.queries import sections

pytestmark = pytest.mark.django_db

JUNK = ("²", "0000", "9" * 30, "\x00", "x", "2026-01-01_x")
READ_BY = {
    "papers": ("after",), "minutes": ("version",), "reviews": ("year",), "board": ("year",),
    "terms": ("edition",), "keeping": ("state",), "assessment": ("year",),
    "advice": ("state", "after"), "decisions": ("after",), "actions": ("state", "after"),
    "meetings": ("year", "after"), "commitments": ("which", "after"), "measure_new": ("objective",),
    "meeting_new": ("kind",), "admit": ("entity", "mandate"),
}  # fmt: skip
OPEN = sorted(set(READ_BY) - {"minutes"})


@pytest.fixture
def report(network):
    network.clock.set(date(2026, 4, 2))
    return actions.begin_report(network.sanja, "quarterly", 2026, 1)


@pytest.mark.sqlite_only
@pytest.mark.parametrize("key", ["", "nonsense/decisions", "nonsense", "\x00/decisions"])
def test_a_section_whose_key_is_no_key_is_not_there(network, report, key):
    name = f"unkt_reports:{key}"

    assert sections.section(network.organisation.id, key) is None
    assert sections.section_offered(network.sanja, key) is False
    with pytest.raises(NotSeen):
        reports.add_block(network.sanja, report.report_id, "section", {"section": name})
    with pytest.raises(Refusal):
        section_of(network.organisation.id, name)


@pytest.mark.parametrize("name", OPEN)
def test_no_address_breaks_on_what_is_typed_behind_it(client, network, name):
    client.force_login(network.sanja)

    statuses = {
        (typed, asked): client.get(address(name), {asked: typed}).status_code
        for typed in JUNK
        for asked in READ_BY[name]
    }

    assert {key: code for key, code in statuses.items() if code not in {200, 400, 404}} == {}

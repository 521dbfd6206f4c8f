"""Every link that a role is shown opens, no page shows a key, and every page has a way to it.

The pages are followed from the first page of each role, as somebody would who clicks on all of
them. ``tests/crawl.py`` says what counts as a key.
"""

from __future__ import annotations

import copy
from datetime import UTC, date, datetime

import pytest
from django.urls import get_resolver

from tests.crawl import crawl
from waystation.foundation.access.rules import ROLES
from waystation.registry.people import actions as people
from waystation.registry.privacy import actions as privacy
from waystation.services.centres import actions as centres

pytestmark = pytest.mark.sqlite_only  # what pages ask is asked of both databases elsewhere
TYPED = {
    "/programmes/frameworks/new/": "the columns of the file that is sent",
    "/pathways/load-lists/": "the columns of the file that is sent",
    "/skills/esco/": "the names of the files that are sent",
    "/knowledge/series/new/": "an example of a short name",
    "/reference/framework/": "the columns of the file that is sent",
    "/people/consent-texts": "its writer types {fields} and {recipient} into the text",
    "/results/indicators/new/": "how it is counted is typed as JSON",
    "/results/drafts/": "figures are named in brackets until the editor inserts them",
}
"""Pages on which a key is what somebody types."""


@pytest.fixture
def life(mission, arta, session_data):
    """Some work in the centre and in the Network."""
    besim = people.record_person(
        arta, mission.prishtine, given="Besim", family="Krasniqi", birth_year=1990,
        municipality="xk-decan", somebody_else=True,
    )  # fmt: skip
    centres.record_visit(
        arta, mission.prishtine.id, mode="walk_in", visitor_type="returnee", reason="work_abroad",
        person_id=besim.id, started_at=datetime(2026, 1, 12, 9, tzinfo=UTC),
    )  # fmt: skip
    centres.record_session(
        arta, mission.prishtine.id, title="Working in Germany", day=date(2026, 1, 12), minutes=60,
        counts={"female": {"18-24": 3}},
    )  # fmt: skip
    privacy.record_consent(
        arta, besim.id, purpose="referral", recipient="NARIC", fields=["name"], language="en",
        text_number=1, how="spoken",
    )  # fmt: skip
    privacy.record_request(
        arta, besim.id, kind="access", how="letter", received_on=date(2026, 1, 12)
    )
    return copy.deepcopy(session_data.network)


def of_role(role, mission, network):
    at = (
        network.office if {"terms.read", "invitation.read"} & ROLES[role].may else mission.prishtine
    )
    return mission.hire(f"Test {role.replace('_', ' ').title()}", at, role)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_no_link_of_a_role_is_dead_and_no_page_shows_a_key(client, mission, life, role):
    client.force_login(of_role(role, mission, life))

    found = crawl(client, each=1)

    shown = [(page, key) for page, key in found.raw if not page.startswith(tuple(TYPED))]
    assert found.dead == []
    assert shown == []
    assert {"ui:notifications", "ui:guide"} <= found.opened


def test_every_page_without_a_record_in_its_url_is_reachable(client, mission, life):
    opened = set()
    for role in ("counsellor", "analyst", "programme_manager", "data_protection_officer",
                 "administrator", "network_secretariat", "co_chair", "outreach_officer",
                 "partner_focal_point"):  # fmt: skip
        client.force_login(of_role(role, mission, life))
        opened |= crawl(client, each=1).opened

    named = {
        f"{space}:{pattern.name}"
        for space in STAFF
        for pattern in patterns(space)
        if not pattern.pattern.converters and pattern.name
    }

    assert sorted(named - opened - set(BY_ANOTHER_WAY)) == []


STAFF = ("ui", "access", "people", "privacy", "directory", "referrals", "reference", "factsheets",
         "feedback", "centres", "tracking", "results", "reports", "organisations")  # fmt: skip
BY_ANOTHER_WAY = {
    "ui:home": "sends on",
    "ui:search": "the search box of every page",
    "ui:language": "a button",
    "ui:notifications_count": "the number on the bell",
    "ui:ten_things": "the demonstration links to it",
    "ui:sections": "the tab bar of a phone links to it",
    "people:search": "answers while somebody types",
    "referrals:inbox_new": "only a partner's focal point is offered it",
    "results:dashboard_export": "asked for on the dashboard",
    "results:indicator_export": "asked for on the list",
    "results:set_target": "a form of an indicator",
    "results:change_target": "a form of an indicator",
    "results:propose_definition": "a form of an indicator",
    "results:definition": "linked while it waits",
    "results:definition_step": "a button of a definition",
    "results:partner": "a link for a partner",
    "results:request_link": "a button of a request",
    "results:request_remind": "a button of a request",
    "results:request_step": "a button of a request",
    "results:request_document": "a document of a request",
}


def patterns(space):
    """Return the addresses of one namespace, wherever it is included."""
    return [
        pattern
        for resolver in get_resolver().url_patterns
        if getattr(resolver, "namespace", None) == space
        for pattern in resolver.url_patterns
        if hasattr(pattern, "name")
    ]

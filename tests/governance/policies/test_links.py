"""What a measure rests on, is carried out by, measured by and published as, and back."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from django.urls import reverse

from tests.governance.policies.chain import tell_the_chain
from waystation.foundation.records.actions import record_entry
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.governance.knowledge import queries as knowledge
from waystation.governance.policies.actions import links
from waystation.governance.policies.models import Link
from waystation.registry.organisations import actions as organisations

CHAIN = ("finding", "measure", "activity", "indicator", "figure")


@pytest.fixture
def chain(network, time_machine):
    time_machine.move_to(datetime(2026, 9, 21, 9, 0, tzinfo=UTC), tick=False)
    network.clock.set(datetime(2026, 9, 21, 9, 0, tzinfo=UTC))
    return tell_the_chain(network.sanja, network.office, network.iom)


def links_on(client, address):
    """Return where the links in the middle of a page lead."""
    page = client.get(address).content.decode()
    middle = page[page.index("<main") : page.index("</main")]
    return set(re.findall(r'href="([^"?]+)', middle))


def clicks_between(client, start, end, most=3):
    """Return how many clicks lead from one page to another, more than ``most`` as none."""
    reached, frontier = {start}, {start}
    for number in range(1, most + 1):
        frontier = {there for here in frontier for there in links_on(client, here)} - reached
        if end in frontier:
            return number
        reached |= frontier
        frontier = {one for one in frontier if one.startswith(INSIDE)}
    return None


INSIDE = ("/policies/measures/", "/results/indicators/", "/knowledge/", "/network/activities/")


def test_each_part_of_the_chain_is_at_most_three_clicks_from_the_next_and_back(
    network, client, chain
):
    client.force_login(network.sanja)
    steps = list(pairwise(CHAIN))

    found = {
        (a, b): clicks_between(client, chain[a], chain[b])
        for first, second in steps
        for a, b in ((first, second), (second, first))
    }

    assert found == {
        ("finding", "measure"): 1,
        ("measure", "finding"): 1,
        ("measure", "activity"): 1,
        ("activity", "measure"): 1,
        ("activity", "indicator"): 2,
        ("indicator", "activity"): 2,
        ("indicator", "figure"): 2,
        ("figure", "indicator"): 1,
    }


def test_a_link_holds_what_the_record_said_on_the_day(network, chain):
    rows = {one.role: one for one in Link.objects.all()}

    assert rows["evidence"].said == "500 businesses"
    assert rows["evidence"].as_of == "2024"
    assert "Chamber of Commerce" in rows["evidence"].source
    assert rows["figure"].said == "1"
    assert rows["figure"].record_kind == "reports.Figure"
    assert rows["activity"].record_kind == "workplans.Activity"


def test_a_finding_of_a_study_shows_the_measure_that_rests_on_it(network, client, chain):
    sanja = network.sanja
    study = record_entry(
        sanja,
        knowledge.register_named("library"),
        {
            "title": "Migrant Labour Mobility Study 2024",
            "kind": "study",
            "source": "IOM, Displacement Tracking Matrix",
            "licence": "all rights reserved",
            "review_on": date(2027, 1, 1),
        },
    )
    finding = record_entry(
        sanja,
        knowledge.register_named("findings"),
        {
            "statement": "Migrant workers report high recruitment fees.",
            "document": study.id,
            "topic": "labour",
        },
    )
    address = reverse("knowledge:entry", args=["findings", finding.id])
    measure = Link.objects.get(role="evidence").measure
    client.force_login(sanja)

    link = links.link_record(
        sanja, measure.instrument_id, measure_id=measure.id, role="evidence", chosen=address
    )

    assert link.source == "Migrant Labour Mobility Study 2024"
    assert chain["measure"] in links_on(client, address)
    assert address in links_on(client, chain["measure"])


def test_a_link_leads_to_a_record_that_one_may_open(network, chain):
    link = Link.objects.first()

    for address in ("", "https://example.org", "/nowhere/", "/policies/measures/"):
        with pytest.raises(Refusal) as refused:
            links.link_record(
                network.sanja,
                link.instrument_id,
                measure_id=link.measure_id,
                role="evidence",
                address=address,
            )
        assert refused.value.field == "address"


def test_an_authority_reads_what_its_measure_is_linked_with_and_follows_what_it_may_open(
    network, client, chain, mission
):
    measure = Link.objects.get(role="evidence").measure
    ana = mission.hire("Ana Gashi", network.office, "authority")
    organisations.name_focal_point(
        network.sanja, measure.entity_id, starts_on=date(2026, 9, 1), account=ana.id
    )
    client.force_login(ana)

    page = client.get(chain["measure"]).content.decode()
    followed = {one: client.get(one).status_code for one in links_on(client, chain["measure"])}

    for one in Link.objects.filter(measure=measure):
        assert one.title in page
    assert {one: code for one, code in followed.items() if code != 200} == {}


def test_a_link_is_taken_out_by_who_drafts_alone(network, chain, arta, blerim, milan):
    link = Link.objects.filter(role="figure").get()

    with pytest.raises(NotAllowed):
        links.remove_link(network.nora, link.id)
    for user in (arta, blerim, milan):
        with pytest.raises(NotSeen):
            links.remove_link(user, link.id)
    links.remove_link(network.sanja, link.id)

    assert not Link.objects.filter(role="figure").exists()


def test_the_card_shows_to_who_sees_the_policy_alone(network, client, chain, mission):
    reader = mission.hire("Lena Reader", network.office, "policy_officer")
    outside = mission.hire("Otto Outside", mission.prishtine, "policy_officer")
    shown = []
    for user in (reader, outside):
        client.force_login(user)
        page = client.get(reverse("results:indicator", args=["policy_measures"])).content.decode()
        shown.append(chain["measure"] in page)

    assert shown == [True, False]


def test_what_a_linked_figure_says_is_shown_to_readers_of_its_report_alone(
    network, client, chain, mission
):
    Link.objects.filter(role="figure").update(said="4711")
    Link.objects.filter(role="evidence").update(said="500 ventures")
    authority = mission.hire("Vera Authority", network.office, "authority")
    organisations.name_focal_point(
        network.sanja, network.iom.id, starts_on=date(2026, 1, 1), account=authority.id
    )
    shown = []
    for user in (network.sanja, authority):
        client.force_login(user)
        page = client.get(chain["measure"])
        words = page.content.decode()
        shown.append((page.status_code, "4711" in words, "500 ventures" in words))

    assert shown == [(200, True, True), (200, False, False)]

"""The Network's registers: what each refuses, and what it adds up to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from waystation.foundation.records.queries import entries_of_register, values_of
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.governance.knowledge.actions import change_entry, record_entry
from waystation.governance.network.queries import registers
from waystation.governance.workplans.queries import plans

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 12)  # the clock of these tests begins on 15 January 2026


def seen_of(register, row):
    """What an editor has before them when they open an entry."""
    return values_of(register, row)


def add(user, register, **values):
    return record_entry(user, register, values)


def examples(network):
    """Return one entry that each register takes."""
    return {
        "mechanisms": {"name": "Results group 2", "kind": "unsdcf", "liaison": network.sanja.id},
        "engagements": {
            "entity": network.unhcr.id,
            "day": DAY,
            "kind": "meeting",
            "topic": "Return of students",
        },
        "exchanges": {
            "level": "global",
            "counterpart": "Network secretariat",
            "day": DAY,
            "subject": "Review Forum",
        },
        "support-requests": {
            "authority": "Ministry of Internal Affairs",
            "topic": "Data on returns",
            "received_on": DAY,
        },
        "gcm-reviews": {"title": "Regional review", "level": "regional", "day": date(2026, 3, 12)},
        "capacity-offers": {
            "title": "Border course",
            "kind": "training",
            "provider": network.iom.id,
            "audience": "Border police",
            "state": "offered",
        },
        "experts": {"function": "Statistician", "entity": network.iom.id, "skills": "Surveys"},
        "resource-requests": {"need": "A lawyer", "requested_on": DAY, "state": "open"},
        "sdg": {"target": "10.7", "stage": "identified"},
        "funding": {
            "title": "Joint programme on data",
            "kind": "mptf",
            "stage": "opportunity",
            "stage_on": DAY,
            "lead": network.iom.id,
            "currency": "EUR",
        },
    }


REFUSED = [
    ("mechanisms", {"liaison": None}, "liaison"),
    ("engagements", {"topic": " "}, "topic"),
    ("engagements", {"day": date(2026, 2, 1)}, "day"),
    ("engagements", {"fed": "State migration strategy"}, "fed_level"),
    ("exchanges", {"counterpart": ""}, "counterpart"),
    ("exchanges", {"level": "lunar"}, "level"),
    ("support-requests", {"authority": ""}, "authority"),
    ("support-requests", {"answered_on": DAY}, "answer"),
    ("support-requests", {"answered_on": date(2026, 1, 2), "answer": "Yes"}, "answered_on"),
    ("gcm-reviews", {"day": None}, "day"),
    ("capacity-offers", {"audience": ""}, "audience"),
    ("capacity-offers", {"state": "held"}, "starts_on"),
    ("capacity-offers", {"starts_on": DAY, "ends_on": date(2026, 1, 2)}, "ends_on"),
    ("experts", {"skills": ""}, "skills"),
    ("resource-requests", {"state": "filled"}, "answer"),
    ("resource-requests", {"state": "filled", "answer": "Lent"}, "answered_on"),
    ("sdg", {"target": "99.9"}, "target"),
    ("sdg", {"stage": "agreed"}, "indicator"),
    ("sdg", {"stage": "baseline", "indicator": "A", "custodian": "B"}, "baseline"),
    ("funding", {"stage": "concept_note"}, "partners"),
    ("funding", {"asked": Decimal(-1)}, "asked"),
    ("funding", {"kind": "donor", "stage": "pledged"}, "pledged"),
]


@pytest.mark.parametrize(("key", "values", "field"), REFUSED)
def test_what_a_register_refuses_stands_beside_its_field(key, values, field, network):
    """O-11, O-14, O-24, O-44, O-45, O-49, O-50, O-51, O-55."""
    with pytest.raises(Refusal) as refused:
        add(network.sanja if key != "resource-requests" else network.carla,
            registers.REGISTERS[key], **{**examples(network)[key], **values})  # fmt: skip

    assert refused.value.field == field


def test_a_concept_note_to_the_migration_mptf_needs_partners_objectives_and_markers(network):
    """O-24, O-55."""
    line = {**examples(network)["funding"], "stage": "concept_note"}
    line |= {"partners": [str(network.undp.id), str(network.iom.id)], "gcm": ["GCM1"]}

    with pytest.raises(Refusal) as no_marker:
        add(network.nora, registers.FUNDING, **line)
    kept = add(network.nora, registers.FUNDING, **line, gender_marker=2, rights_marker=3)
    won = change_entry(
        network.nora,
        registers.FUNDING,
        kept.id,
        {"stage": "approved", "pledged": "250000"},
        seen_of(registers.FUNDING, kept),
    )

    assert no_marker.value.field == "gender_marker"
    assert (won.stage, won.pledged) == ("approved", Decimal(250000))


SQL = [
    ("support-requests", "UPDATE network_supportrequest SET answered_on = '2026-01-20'"),
    ("support-requests", "UPDATE network_supportrequest SET answered_on = '2025-01-20',"
     " answer = 'x'"),
    ("resource-requests", "UPDATE network_resourcerequest SET state = 'filled'"),
    ("sdg", "UPDATE network_sdgtarget SET stage = 'agreed'"),
    ("sdg", "UPDATE network_sdgtarget SET stage = 'baseline', indicator = 'a', custodian = 'b'"),
    ("funding", "UPDATE network_funding SET stage = 'concept_note'"),
    ("funding", "UPDATE network_funding SET kind = 'donor', stage = 'pledged'"),
    ("engagements", "UPDATE network_engagement SET fed = 'something'"),
    ("capacity-offers", "UPDATE network_capacityoffer SET state = 'held'"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "sentence"), SQL)
def test_the_database_refuses_it_too(key, sentence, network):
    add(network.carla if key == "resource-requests" else network.sanja,
        registers.REGISTERS[key], **examples(network)[key])  # fmt: skip

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sentence)


@pytest.mark.duty("O-50")
def test_coverage_counts_all_fourteen_categories_with_those_without_any(network):
    """O-50: thirteen kinds of external partner and others."""
    from waystation.registry.organisations import actions as organisations

    ngo = organisations.record_entity(
        network.sanja, network.office.id, name="NGO", kind="civil_society", category="civil_society"
    )
    example = {**examples(network)["engagements"], "entity": ngo.id}
    add(network.nora, registers.ENGAGEMENTS, **example)
    add(network.nora, registers.ENGAGEMENTS, **example)

    found = registers.category_coverage(network.office.id, date(2026, 1, 1), date(2027, 1, 1))

    assert len(found) == 14
    assert ("civil_society", 1, 2) in found
    assert ("media", 0, 0) in found


@pytest.mark.duty("O-51")
def test_a_level_without_an_exchange_in_the_quarter_is_silent(network):
    """O-45, O-51."""
    add(network.nora, registers.EXCHANGES, **examples(network)["exchanges"])

    now = registers.silent_levels(network.office.id, date(2026, 3, 31))
    later = registers.silent_levels(network.office.id, date(2026, 4, 1))

    assert now == ["regional", "unkt", "local"]
    assert later == ["global", "regional", "unkt", "local"]


@pytest.mark.duty("O-44")
def test_the_time_to_an_answer_is_counted_from_the_day_of_the_request(network):
    """O-44. Answers after 3 and 9 days: the median is 6."""
    example = examples(network)["support-requests"]
    for received, answered in ((2, 5), (2, 11), (4, None)):
        more = {"received_on": date(2026, 1, received)}
        if answered:
            more |= {"answered_on": date(2026, 1, answered), "answer": "Sent."}
        add(network.sanja, registers.SUPPORT, **{**example, **more})

    found = registers.response_times(network.office.id, date(2026, 1, 1), date(2026, 2, 1))

    assert found == {"all": 3, "waiting": 1, "median": (3 + 9) / 2, "longest": 9}


@pytest.mark.duty("O-11")
def test_a_co_chair_asks_for_a_resource_and_a_member_answers(network):
    """O-11."""
    example = examples(network)["resource-requests"]
    with pytest.raises(NotAllowed):
        add(network.nora, registers.RESOURCES, **example)
    asked = add(network.carla, registers.RESOURCES, **example)

    answered = change_entry(
        network.nora,
        registers.RESOURCES,
        asked.id,
        {"state": "offered", "answer": "Our lawyer, two days", "answered_on": date(2026, 1, 15)},
        seen_of(registers.RESOURCES, asked),
    )

    assert answered.version == 2


@pytest.mark.duty("O-49")
def test_a_mechanism_has_a_liaison_and_can_be_linked_to_activities(network):
    """O-39, O-49."""
    kept = add(network.sanja, registers.MECHANISMS, **examples(network)["mechanisms"])

    offered = plans.mechanisms_visible_to(network.nora)

    assert [(one["id"], one["title"]) for one in offered] == [(str(kept.id), "Results group 2")]
    assert kept.liaison == network.sanja


@pytest.mark.parametrize("key", sorted(registers.REGISTERS))
def test_who_sees_a_register_and_who_writes(key, network, arta, milan, blerim):
    register = registers.REGISTERS[key]
    writer = network.carla if key == "resource-requests" else network.sanja

    kept = add(writer, register, **examples(network)[key])

    assert [len(entries_of_register(one, register)) for one in (network.nora, network.carla)] == [
        1,
        1,
    ]
    for stranger in (arta, milan, blerim, network.uma):
        assert entries_of_register(stranger, register) == []
        with pytest.raises(NotSeen):
            change_entry(stranger, register, kept.id, {}, {})
    if register.write == "register.record":
        with pytest.raises(NotAllowed):
            change_entry(network.nora, register, kept.id, {}, {})

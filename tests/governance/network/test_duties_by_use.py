"""What was found wanting by use in the Network itself, each by the duty that it touches."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.foundation.workflow.outstanding import outstanding_for
from waystation.governance.knowledge.actions import record_entry
from waystation.governance.network import actions
from waystation.governance.network.duties import members as members_duties
from waystation.governance.network.duties import registers as keeping
from waystation.governance.network.models import Term
from waystation.governance.network.queries import registers

pytestmark = pytest.mark.django_db
TODAY = date(2026, 1, 15)  # the clock of these tests begins on that day
DECIDED = {"decided_on": TODAY, "decided_way": "meeting", "decision": "UNKT minutes"}


def add(network, key, **values):
    register = registers.REGISTERS[key]
    return record_entry(network.sanja, register, values, office=network.office.id)


@pytest.mark.duty("O-06")
def test_the_rotating_seat_is_not_filled_while_the_year_before_is_empty(network, client):
    with pytest.raises(Refusal) as refused:
        actions.seats.appoint_rotating(
            network.sanja, network.unicef.id, starts_on=date(2029, 1, 1), **DECIDED
        )
    client.force_login(network.sanja)
    typed = {**DECIDED, "entity": str(network.unicef.id), "starts_on": "01.01.2028"}
    answer = client.post(reverse("network:appoint"), typed | {"decided_on": "15.01.2026"})
    next_year = actions.seats.appoint_rotating(
        network.sanja, network.unicef.id, starts_on=date(2027, 1, 1), **DECIDED
    )

    assert refused.value.code == "year_before_empty"
    assert refused.value.values["before"] == 2027  # the first empty year, not the one before 2029
    assert answer.status_code == 422
    assert "No appointment is recorded for 2027 yet" in answer.content.decode()
    assert next_year.year == 2027
    assert set(Term.objects.values_list("year", flat=True)) == {2027}


@pytest.mark.duty("O-06")
def test_who_may_look_or_belongs_elsewhere_appoints_nobody(network, milan, blerim):
    values = {"starts_on": date(2027, 1, 1), **DECIDED}

    for stranger in (milan, blerim):
        with pytest.raises(NotSeen):
            actions.seats.appoint_rotating(stranger, network.unicef.id, **values)
    with pytest.raises(NotAllowed):
        actions.seats.appoint_rotating(network.nora, network.unicef.id, **values)


@pytest.mark.duty("O-24")
@pytest.mark.duty("O-55")
def test_resources_and_the_trust_fund_are_two_measures(network):
    before = [keeping.funding(network.record, TODAY), keeping.trust_fund(network.record, TODAY)]
    line = {"stage": "opportunity", "stage_on": TODAY, "lead": network.iom.id, "currency": "EUR"}
    add(network, "funding", title="Data", kind="donor", **line)

    donor = [keeping.funding(network.record, TODAY), keeping.trust_fund(network.record, TODAY)]
    add(network, "funding", title="Joint", kind="mptf", deadline_on=date(2026, 1, 10), **line)
    fund = keeping.trust_fund(network.record, TODAY)

    assert [one.how for one in before] == ["nothing_yet", "nothing_yet"]
    assert [one.how for one in donor] == ["kept", "nothing_yet"]
    assert donor[0].values == {"lines": 1, "leads": 1, "partners": 0}
    assert (fund.how, fund.values) == ("late", {"count": 1})


@pytest.mark.duty("O-45")
@pytest.mark.duty("O-51")
def test_links_to_initiatives_and_exchanges_of_the_quarter_are_two_measures(network):
    exchange = {"counterpart": "Network", "day": TODAY, "subject": "Review"}
    for level in ("global", "regional", "unkt", "local"):
        add(network, "exchanges", level=level, **exchange)

    without = [keeping.links(network.record, TODAY), keeping.exchanges(network.record, TODAY)]
    add(network, "exchanges", level="global", initiative="Champion countries", **exchange)
    linked = keeping.links(network.record, TODAY)
    a_year_on = keeping.links(network.record, date(2027, 1, 20))

    assert [one.how for one in without] == ["due", "kept"]
    assert (linked.how, linked.values) == ("kept", {"initiatives": "Champion countries"})
    assert a_year_on.how == "due"


@pytest.mark.duty("O-54")
def test_the_note_is_looked_for_in_the_frame_of_the_pages(network, settings, monkeypatch):
    class Bare:
        def render(self, context):
            return "<html></html>"

    kept = members_duties.note_of_1244(network.record, TODAY)
    settings.UNSCR_1244_NOTE = "References to Kosovo."
    without_number = members_duties.note_of_1244(network.record, TODAY)
    settings.UNSCR_1244_NOTE = "Under resolution 1244."
    monkeypatch.setattr(members_duties, "get_template", lambda name: Bare())
    not_printed = members_duties.note_of_1244(network.record, TODAY)

    assert [one.how for one in (kept, without_number, not_printed)] == [
        "kept", "missing", "missing"
    ]  # fmt: skip


@pytest.mark.duty("O-53")
def test_the_desk_shows_what_every_app_declares_as_outstanding(
    network, client, arta, milan, blerim
):
    network.clock.set(date(2026, 10, 1))
    waiting = outstanding_for(network.sanja, date(2026, 10, 1))
    client.force_login(network.sanja)

    text = client.get(reverse("network:desk")).content.decode()

    assert waiting
    assert all(one.title in text for one in waiting if "'" not in one.title)
    assert any(one.paragraph == "86" for one in waiting)
    for other in (network.nora, network.uma, arta, milan, blerim):
        assert not [one for one in outstanding_for(other, date(2026, 10, 1)) if one.paragraph]


def test_no_duty_is_counted_twice(network):
    states = {**keeping.STATUSES, **members_duties.STATUSES}

    said = [state(network.record, TODAY).sentence for state in states.values()]

    assert len(said) == len(set(said))

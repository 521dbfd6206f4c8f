"""What was found wanting by use in advice, each by the duty that it touches."""

from __future__ import annotations

import pytest

from tests.governance.advice.test_advice import ANSWER, draft, state_of
from tests.governance.advice.test_entry_points import by_api, by_page
from waystation.foundation.shared.errors import Conflict, Refusal
from waystation.governance.advice import actions

pytestmark = pytest.mark.django_db
EMPTY = [".", "–", "...", "no", "? !"]


@pytest.fixture
def submitted(network):
    row = draft(network)
    actions.endorse(network.carla, row.id)
    actions.submit(network.sanja, row.id)
    return row


@pytest.mark.duty("O-26")
@pytest.mark.parametrize("motivation", EMPTY)
@pytest.mark.parametrize("verdict", ["not_followed", "partly_followed"])
def test_a_full_stop_is_no_motivation(client, network, submitted, motivation, verdict):
    values = ANSWER | {"decided_on": "2026-01-15", "verdict": verdict, "motivation": motivation}

    by_the_page, page = by_page(client, network, submitted, values)
    by_the_api, _said = by_api(client, network, submitted, values)

    assert (by_the_page, by_the_api) == (422, 422)
    assert "document its motivation" in page
    assert state_of(submitted) == "submitted"


@pytest.mark.duty("O-25")
@pytest.mark.parametrize("reason", EMPTY)
def test_nobody_withdraws_advice_with_a_full_stop(network, submitted, reason):
    with pytest.raises(Refusal) as refused:
        actions.withdraw(network.sanja, submitted.id, reason)

    assert refused.value.code == "reason_missing"


@pytest.mark.duty("O-25")
def test_a_step_that_is_sent_twice_is_taken_once(network, submitted):
    actions.submit(network.sanja, submitted.id)

    assert state_of(submitted) == "submitted"
    assert submitted.events.filter(state="submitted").count() == 1


@pytest.mark.duty("O-25")
def test_what_a_second_person_writes_about_the_same_step_is_not_lost_in_silence(network, submitted):
    with pytest.raises(Conflict) as refused:
        actions.submit(network.carla, submitted.id, how="By hand")

    assert refused.value.code == "done_by_another"
    assert submitted.events.get(state="submitted").note == ""


@pytest.mark.duty("O-25")
def test_a_step_in_a_wrong_state_is_refused_in_its_own_sentence(network):
    row = draft(network)

    with pytest.raises(Refusal) as refused:
        actions.submit(network.sanja, row.id)

    assert refused.value.code == "move_unknown"


@pytest.mark.duty("O-25")
@pytest.mark.parametrize("who", ["sanja", "carla", "nora", "uma"])
def test_everybody_of_the_network_and_unkt_finds_the_way_to_advice(client, network, who):
    client.force_login(getattr(network, who))

    page = client.get("/network/advice/")

    assert page.status_code == 200
    assert [
        one["url"]
        for section in page.context["frame"]["sections"]
        for one in section["entries"]
        if one["url"] == "/network/advice/"
    ] == ["/network/advice/"]


@pytest.mark.duty("O-25")
def test_who_works_elsewhere_is_shown_no_way_to_advice(client, arta, milan, blerim):
    for stranger in (arta, milan, blerim):
        client.force_login(stranger)

        assert 'href="/network/advice/"' not in client.get("/").content.decode()

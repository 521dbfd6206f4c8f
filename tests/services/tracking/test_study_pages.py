"""Studies and rounds on their pages: opening, changing, what waits, who may."""

from datetime import date

import pytest
from django.urls import reverse

from tests.registry.collection.conftest import filled, send, survey  # noqa: F401
from tests.services.tracking.test_study import DAYS, fill, round_  # noqa: F401
from waystation.foundation.audit.models import Entry
from waystation.foundation.shared.errors import Conflict, NotAllowed, NotSeen
from waystation.services.tracking import actions, queries
from waystation.services.tracking.models import Operation, Round

pytestmark = pytest.mark.django_db


def test_the_lists_show_a_study_and_its_rounds_to_those_who_may_look(
    client,
    round_,  # noqa: F811
    analyst,
    blerim,
    arta,
    milan,
):
    places = [reverse("tracking:studies"), reverse("tracking:study", args=[round_.operation_id])]

    seen = {}
    for user in (analyst, blerim, arta, milan):
        client.force_login(user)
        answers = [client.get(place) for place in places]
        seen[user] = [
            (answer.status_code, "Intentions" in answer.content.decode()) for answer in answers
        ]
    client.force_login(analyst)
    export = client.get(places[0], {"export": "csv"}).content.decode()

    assert seen[analyst] == seen[blerim] == [(200, True), (200, True)]
    assert seen[arta] == seen[milan] == [(403, False), (404, False)]
    assert "Intentions" in export


@pytest.mark.parametrize("address", ["study_new", "round_new"])
def test_an_empty_form_is_answered_with_422_and_opens_nothing(
    client,
    round_,  # noqa: F811
    analyst,
    address,
):
    where = reverse(
        f"tracking:{address}", args=[round_.operation_id] if address == "round_new" else []
    )
    client.force_login(analyst)

    answer = client.post(where, {})

    assert answer.status_code == 422
    assert "Something is not right yet" in answer.content.decode()
    assert (Operation.objects.count(), Round.objects.count()) == (1, 1)


def test_days_in_the_wrong_order_and_round_0_are_refused_beside_their_fields(
    client,
    round_,  # noqa: F811
    analyst,
):
    typed = {
        "number": 0,
        "form_id": round_.form_id,
        "starts_on": "2026-03-31",
        "ends_on": "2026-03-01",
    }
    client.force_login(analyst)

    answer = client.post(reverse("tracking:round_new", args=[round_.operation_id]), typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Rounds count from 1." in page
    assert "The round ends before it starts." in page


def test_two_people_who_change_the_same_round_are_shown_both_values(
    client,
    round_,  # noqa: F811
    analyst,
):
    where = reverse("tracking:round_edit", args=[round_.id])
    client.force_login(analyst)
    seen = client.get(where).context["seen"]
    typed = {"starts_on": "2026-03-01", "ends_on": "2026-03-31", "place": "Pejë", "seen": seen}
    actions.edit_round(analyst, round_.id, {"place": ""}, {"place": "Prizren"})

    second = client.post(where, typed)
    lost = client.post(where, {**typed, "seen": ""})

    round_.refresh_from_db()
    assert (second.status_code, lost.status_code) == (409, 409)
    assert "Prizren" in second.content.decode()
    assert round_.place == "Prizren"
    assert Entry.objects.get(verb="round.edit").detail["fields"] == ["place"]


def test_blerim_may_not_change_a_study_and_for_milan_there_is_none(
    client,
    round_,  # noqa: F811
    blerim,
    milan,
):
    study = round_.operation_id
    places = [
        reverse("tracking:study_edit", args=[study]),
        reverse("tracking:round_new", args=[study]),
        reverse("tracking:round_edit", args=[round_.id]),
    ]

    statuses = {}
    for user in (blerim, milan):
        client.force_login(user)
        statuses[user] = {client.get(place).status_code for place in places}

    assert (statuses[blerim], statuses[milan]) == ({403}, {404})
    with pytest.raises(NotAllowed):
        actions.edit_study(blerim, study, {"title": "Intentions"}, {"title": "Other"})
    with pytest.raises(NotSeen):
        actions.edit_study(milan, study, {"title": "Intentions"}, {"title": "Other"})


def test_the_title_of_another_offices_study_is_refused(mission, round_, analyst):  # noqa: F811
    again = actions.open_operation(analyst, mission.prishtine.id, "Intentions")

    with pytest.raises(Conflict, match="Another office has a study with this title"):
        actions.open_operation(analyst, mission.peje.id, "Intentions")

    assert again.id == round_.operation_id


def test_a_round_that_is_over_waits_to_be_estimated(round_, analyst, blerim, milan, send):  # noqa: F811
    during = queries.outstanding(analyst, DAYS["ends_on"])
    after = queries.outstanding(analyst, date(2026, 4, 1))
    others = [queries.outstanding(user, date(2026, 4, 1)) for user in (blerim, milan)]
    fill(send, ["yes"] * 3)
    actions.estimate(analyst, round_.id)
    done = queries.outstanding(analyst, date(2026, 4, 1))

    assert (during, done, others) == ([], [], [[], []])
    assert [(one.record, one.urgency(date(2026, 4, 1))) for one in after] == [(round_.id, "late")]

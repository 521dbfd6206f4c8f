"""Who takes up a pathway, by year; stays abroad and what they add up to."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.services.pathways.conftest import MONDAY, TODAY
from waystation.foundation.records.actions import record_entry
from waystation.foundation.shared.errors import Conflict, NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.services.pathways import actions, queries
from waystation.services.pathways.facts import HISTORIES, TAKE_UPS
from waystation.services.pathways.registers import QUOTAS

pytestmark = pytest.mark.django_db


def test_places_and_take_up_stand_side_by_side_by_year(mission, luan, arta, milan, besim, edition):
    record_entry(
        luan, QUOTAS,
        {"pathway": edition.pathway_id, "name": "Approvals", "starts_on": date(2026, 1, 1),
         "ends_on": date(2026, 12, 31), "places": 50000, "used": 41000,
         "used_on": date(2026, 9, 1), "source": "Agency", "read_on": TODAY},
        office=mission.prishtine.id,
    )  # fmt: skip
    taken = actions.take_up(arta, besim.id, edition.pathway_id, applied_on=date(2025, 11, 3))
    actions.change_take_up_state(arta, taken.id, "grant", granted_on=date(2026, 2, 2))
    actions.change_take_up_state(arta, taken.id, "leave", left_on=date(2026, 3, 1))

    mine = queries.places_of(arta, edition.pathway)
    of_milan = queries.places_of(milan, edition.pathway)

    assert [
        (one["year"], len(one["quotas"]), one["applied"], one["granted"], one["left"])
        for one in mine
    ] == [(2026, 1, 0, 1, 1), (2025, 0, 1, 0, 0)]
    assert [(one["year"], one["granted"]) for one in of_milan] == [(2026, 0)]


def test_a_quota_that_is_used_says_by_which_day(mission, luan, edition):
    with pytest.raises(Refusal) as refused:
        record_entry(
            luan, QUOTAS,
            {"pathway": edition.pathway_id, "name": "x", "starts_on": date(2026, 1, 1),
             "ends_on": date(2026, 12, 31), "places": 5, "used": 4, "source": "x",
             "read_on": TODAY},
            office=mission.prishtine.id,
        )  # fmt: skip

    assert refused.value.field == "used_on"


def test_a_step_is_not_before_the_one_before_it_nor_to_come(arta, besim, edition):
    taken = actions.take_up(arta, besim.id, edition.pathway_id, applied_on=date(2026, 5, 1))

    for day, code in ((date(2026, 4, 30), "too_early"), (TODAY + timedelta(days=1), "future")):
        with pytest.raises(Refusal) as refused:
            actions.change_take_up_state(arta, taken.id, "grant", granted_on=day)
        assert refused.value.code == code


def test_a_person_applies_once_at_a_time_and_sent_twice_it_is_one(arta, besim, edition):
    key = new_key()

    first, second = (
        actions.take_up(arta, besim.id, edition.pathway_id, applied_on=TODAY, key=key)
        for _ in range(2)
    )
    with pytest.raises(Conflict):
        actions.take_up(arta, besim.id, edition.pathway_id, applied_on=TODAY)

    assert first.id == second.id


def test_milan_sees_no_take_up_and_blerim_changes_none(arta, milan, blerim, besim, edition):
    taken = actions.take_up(arta, besim.id, edition.pathway_id, applied_on=TODAY)

    with pytest.raises(NotSeen):
        queries.take_up_visible_to(milan, taken.id)
    with pytest.raises(NotAllowed):
        actions.change_take_up_state(blerim, taken.id, "grant", granted_on=TODAY)

    assert queries.take_up_visible_to(blerim, taken.id).id == taken.id


def test_take_ups_are_facts_with_the_days_until_they_were_granted(mission, arta, besim, edition):
    taken = actions.take_up(arta, besim.id, edition.pathway_id, applied_on=date(2026, 5, 1))
    actions.change_take_up_state(arta, taken.id, "grant", granted_on=date(2026, 5, 31))

    [row] = TAKE_UPS.read(mission.organisation.id, None).to_pylist()

    assert (row["kind"], row["granted"], row["days_to_grant"]) == ("work", True, 30)


def stays(user, person, *spans):
    return [
        actions.record_stay(user, person, country="DE", starts_on=start, ends_on=end, **more)
        for start, end, more in spans
    ]


def test_two_long_stays_abroad_with_years_at_home_are_circular_migration(mission, arta, besim):
    stays(
        arta, besim.id,
        (date(2018, 1, 1), date(2019, 6, 1), {"skill": "Welding", "skill_used": "yes"}),
        (date(2021, 1, 1), date(2022, 6, 1), {}),
    )  # fmt: skip

    history = queries.history_of(arta, besim.id)
    [row] = HISTORIES.read(mission.organisation.id, None).to_pylist()

    # Out in 2018, back in 2019, out in 2021, back in 2022: four crossings within ten years.
    assert (history.kind, history.crossings) == ("circular", 4)
    assert (row["circular"], row["skill_gained"], row["skill_returned"]) == (True, True, True)


def test_seasons_of_four_months_are_short_term_circular_migration(arta, besim):
    stays(
        arta, besim.id,
        (date(2024, 4, 1), date(2024, 8, 1), {}), (date(2025, 4, 1), date(2025, 8, 1), {}),
    )  # fmt: skip

    assert queries.history_of(arta, besim.id).kind == "short_term"


def test_a_stay_that_is_corrected_is_evaluated_anew(arta, besim):
    [_first, second] = stays(
        arta, besim.id,
        (date(2018, 1, 1), date(2019, 6, 1), {}), (date(2021, 1, 1), date(2022, 6, 1), {}),
    )  # fmt: skip

    actions.edit_stay(arta, second.id, {"ends_on": date(2022, 6, 1)}, {"ends_on": date(2021, 3, 1)})

    assert queries.history_of(arta, besim.id).kind == "none"


def test_a_stay_that_goes_on_becomes_long_by_itself(clock, arta, besim):
    stays(arta, besim.id, (date(2018, 1, 1), date(2019, 6, 1), {}), (date(2025, 10, 1), None, {}))
    before = queries.history_of(arta, besim.id).kind

    clock.move_to(MONDAY + timedelta(days=30))
    actions.evaluate_histories()

    assert (before, queries.history_of(arta, besim.id).kind) == ("short_term", "circular")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"country": "XK", "starts_on": date(2020, 1, 1)}, "country"),
        ({"country": "DE", "starts_on": date(2027, 1, 1)}, "starts_on"),
        ({"country": "DE", "starts_on": date(2020, 2, 1), "ends_on": date(2020, 1, 1)}, "ends_on"),
        ({"country": "", "starts_on": date(2020, 2, 1)}, "country"),
    ],
)
def test_a_stay_that_cannot_be_is_refused_with_its_field(arta, besim, given, field):
    with pytest.raises(Refusal) as refused:
        actions.record_stay(arta, besim.id, **given)

    assert refused.value.field == field


def test_milan_records_no_stay_and_blerim_neither(arta, milan, blerim, besim):
    with pytest.raises(NotSeen):
        actions.record_stay(milan, besim.id, country="DE", starts_on=date(2020, 1, 1))
    with pytest.raises(NotAllowed):
        actions.record_stay(blerim, besim.id, country="DE", starts_on=date(2020, 1, 1))

    assert queries.history_of(arta, besim.id) is None


def test_the_calculator_says_how_long_one_may_stay(client, arta):
    client.force_login(arta)
    address = reverse("pathways:short_stays")

    found = client.get(
        address, {"day": "2026-06-01", "entry_1": "2026-03-01", "exit_1": "2026-04-29"}
    ).context["found"]
    wrong = client.get(address, {"entry_1": "2026-03-01"})

    # 60 days were used; the first of them leave the window on 28 August.
    assert (found["used"], found["left"], found["over"]) == (60, 30, None)
    assert wrong.context["found"] is None
    assert "exit_1" in wrong.context["form"].errors


def test_lists_of_people_show_names_and_export_none(client, arta, besim, edition):
    actions.assess_person(arta, besim.id, edition.id)
    actions.take_up(arta, besim.id, edition.pathway_id, applied_on=TODAY)
    client.force_login(arta)

    pages = [
        client.get(reverse(name)).content.decode()
        for name in ("pathways:assessments", "pathways:take_ups")
    ]
    files = [
        client.get(reverse(name), {"export": "csv"}).content.decode()
        for name in ("pathways:assessments", "pathways:take_ups")
    ]

    assert all("Markperson" in page for page in pages)
    assert not any("Markperson" in file for file in files)
    assert all("Western Balkans regulation" in file for file in files)


def test_a_step_of_an_application_leads_back_to_it(client, arta, besim, edition):
    taken = actions.take_up(arta, besim.id, edition.pathway_id, applied_on=TODAY)
    client.force_login(arta)

    page = client.get(reverse("pathways:take_up_transition", args=[taken.id, "grant"]))

    assert reverse("pathways:take_up", args=[taken.id]) in page.content.decode()
    assert reverse("pathways:person", args=[besim.id]) in page.content.decode()

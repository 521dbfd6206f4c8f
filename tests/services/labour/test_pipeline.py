"""From prospect to return: consent before a name, days and reasons, retention checks."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction

from tests.services.labour.conftest import MONDAY, consent_to
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.periods import today_in
from waystation.registry.people import actions as people
from waystation.registry.people.models import Person
from waystation.registry.people.rules.identity import Contact
from waystation.registry.privacy import actions as privacy
from waystation.services.labour import actions, queries
from waystation.services.labour.models import Candidacy, Vacancy
from waystation.services.labour.queries import pipeline, portal, supply

TODAY = MONDAY.date()


@pytest.fixture
def candidacy(luan, publish, welder):
    vacancy = publish()
    person = welder("Besim")
    made = actions.add_candidate(luan, vacancy.id, person.id)
    made.person = person
    return made


def agrees(arta, candidacy):
    return consent_to(arta, candidacy.person, "employment", "Steel Works")


def go(luan, candidacy, *steps, on=TODAY):
    for step in steps:
        actions.change_candidacy_state(luan, candidacy.id, step, on=on)
    candidacy.refresh_from_db()
    return candidacy


def test_a_candidate_is_chosen_with_the_reasons_as_they_are_now(luan, candidacy):
    again = actions.add_candidate(luan, candidacy.vacancy_id, candidacy.person_id)

    assert again.id == candidacy.id
    assert candidacy.reasons["matched"] == ["mig welding"]
    assert candidacy.reasons["failed"] == []
    assert (candidacy.state, candidacy.number) == ("prospect", 1)


def test_nobody_is_introduced_without_their_consent(arta, luan, candidacy):
    with pytest.raises(Refusal) as refused:
        actions.change_candidacy_state(luan, candidacy.id, "introduce", on=TODAY)

    agrees(arta, candidacy)
    introduced = actions.change_candidacy_state(luan, candidacy.id, "introduce", on=TODAY)

    assert refused.value.code == "no_consent"
    assert introduced.state == "introduced"
    assert introduced.consent_id is not None


def test_consent_to_another_employer_is_none_to_this_one(arta, luan, candidacy):
    consent_to(arta, candidacy.person, "employment", "Another Company")

    with pytest.raises(Refusal):
        actions.change_candidacy_state(luan, candidacy.id, "introduce", on=TODAY)


def test_milan_sees_no_candidate_and_blerim_may_not_change_one(mission, arta, candidacy):
    with pytest.raises(NotSeen):
        queries.candidacy_visible_to(mission.milan, candidacy.id)
    assert queries.candidacy_visible_to(mission.blerim, candidacy.id) == candidacy
    with pytest.raises(NotAllowed):
        actions.change_candidacy_state(
            mission.blerim, candidacy.id, "lose", on=TODAY, reason="terms"
        )


def test_each_stage_has_its_day_and_the_recruitment_its_length(arta, luan, candidacy, clock):
    agrees(arta, candidacy)
    go(luan, candidacy, "introduce")
    clock.move_to(MONDAY + timedelta(days=10), tick=False)
    go(luan, candidacy, "interview", "offer", on=TODAY + timedelta(days=7))
    go(luan, candidacy, "contract", "arrive", on=TODAY + timedelta(days=10))

    stages = pipeline.durations_of(candidacy)

    assert stages == [
        ("prospect", TODAY, None),
        ("introduced", TODAY, 0),
        ("interview", TODAY + timedelta(days=7), 7),
        ("offer", TODAY + timedelta(days=7), 0),
        ("contract", TODAY + timedelta(days=10), 3),
        ("arrived", TODAY + timedelta(days=10), 0),
    ]
    assert pipeline.recruitment_days(queries.candidacy_visible_to(luan, candidacy.id)) == 10


def test_a_day_before_the_stage_before_or_after_today_is_refused(arta, luan, candidacy):
    agrees(arta, candidacy)
    go(luan, candidacy, "introduce")

    for on, code in ((TODAY - timedelta(days=1), "too_early"), (date(2027, 1, 1), "future")):
        with pytest.raises(Refusal) as refused:
            actions.change_candidacy_state(luan, candidacy.id, "interview", on=on)
        assert refused.value.code == code


def test_a_stay_of_six_months_is_asked_for_and_cannot_be_recorded_too_soon(
    arta, luan, candidacy, clock
):
    agrees(arta, candidacy)
    go(luan, candidacy, "introduce", "offer", "contract", "arrive")
    with pytest.raises(Refusal) as refused:
        actions.change_candidacy_state(luan, candidacy.id, "stay_6", on=TODAY)

    clock.move_to(MONDAY + timedelta(days=183), tick=False)
    waiting = [
        one for one in queries.outstanding_of(luan, today_in()) if one.record == candidacy.id
    ]
    go(luan, candidacy, "stay_6", on=today_in())

    assert refused.value.code == "too_soon"
    assert [one.kind for one in waiting] == ["labour.retention"]
    assert candidacy.state == "stayed_6"
    assert not [
        one for one in queries.outstanding_of(luan, today_in()) if one.record == candidacy.id
    ]


def test_a_loss_has_a_reason_that_the_candidate_may_see_or_not(luan, candidacy):
    with pytest.raises(Refusal):
        actions.change_candidacy_state(luan, candidacy.id, "lose", on=TODAY)

    lost = actions.change_candidacy_state(
        luan, candidacy.id, "lose", on=TODAY, reason="employer_no", reason_shown=False
    )

    assert queries.losses_shown_to(lost) == ""
    lost.reason_shown = True
    assert queries.losses_shown_to(lost) == "The employer chose another candidate"
    with pytest.raises(IntegrityError), transaction.atomic():
        Candidacy.objects.filter(id=lost.id).update(reason="")


def test_after_withdrawal_the_name_is_closed_and_the_candidacy_ends(arta, luan, candidacy):
    consent = agrees(arta, candidacy)
    go(luan, candidacy, "introduce")
    rows = Candidacy.objects.select_related("person", "vacancy__employer__entity")
    before = queries.names_readable(rows)

    privacy.withdraw_consent(arta, consent.id)
    candidacy.refresh_from_db()

    assert before == {candidacy.id: "Besim Gashi"}
    assert queries.names_readable(rows.all()) == {}
    assert (candidacy.state, candidacy.reason) == ("withdrawn", "consent")


def test_after_a_contract_the_name_is_closed_but_the_work_goes_on(arta, luan, candidacy):
    consent = agrees(arta, candidacy)
    go(luan, candidacy, "introduce", "offer", "contract")

    privacy.withdraw_consent(arta, consent.id)
    candidacy.refresh_from_db()

    assert candidacy.state == "contract"
    assert queries.names_readable([queries.candidacy_visible_to(luan, candidacy.id)]) == {}


def test_a_person_answers_by_the_own_link(luan, candidacy):
    link = actions.make_own_link(luan, candidacy.id)

    actions.answer_request(link, "yes", "sq")
    candidacy.refresh_from_db()

    assert (candidacy.state, candidacy.answer) == ("introduced", "yes")
    consent = candidacy.consent
    assert (consent.how, consent.state, consent.recipient) == ("link", "given", "Steel Works")
    assert queries.consents_to(candidacy)
    with pytest.raises(Refusal):
        actions.answer_request(link, "no", "sq")
    with pytest.raises(Refusal):
        actions.make_own_link(luan, candidacy.id)


def test_an_employer_reads_the_telephone_number_only_where_the_consent_names_it(
    mission, arta, luan, publish, welder
):
    vacancy = publish()
    rows = {}
    for given, fields in (("Agim", ("name",)), ("Besim", ("name", "contacts"))):
        person = welder(given, contacts=[Contact("phone", "+383 44 123 456")])
        made = actions.add_candidate(luan, vacancy.id, person.id)
        consent_to(arta, person, "employment", "Steel Works", fields=fields)
        rows[given] = go(luan, made, "introduce")

    found, _named = portal.candidates_of(vacancy)

    assert [(one["name"], one["phones"]) for one in found] == [
        ("Agim Gashi", []),
        ("Besim Gashi", ["+383 44 123 456"]),
    ]
    Person.objects.filter(id=rows["Besim"].person_id).update(sealed=b"altered")
    altered = portal.candidates_of(vacancy)[0][1]
    assert altered["phones"] == []
    assert altered["name"] != "Besim Gashi"
    privacy.withdraw_consent(arta, rows["Besim"].consent_id)
    assert queries.phones_readable([queries.candidacy_visible_to(luan, rows["Besim"].id)]) == {}


def test_an_officer_marks_a_vacancy_as_filled_when_all_openings_have_a_contract(
    mission, arta, luan, candidacy
):
    def waiting(user):
        found = queries.outstanding_of(user, today_in())
        return [one.record for one in found if one.kind == "labour.filled"]

    Vacancy.objects.filter(id=candidacy.vacancy_id).update(openings=1)
    agrees(arta, candidacy)
    go(luan, candidacy, "introduce", "offer")
    before = waiting(luan)
    go(luan, candidacy, "contract")

    assert (before, waiting(luan)) == ([], [candidacy.vacancy_id])
    assert waiting(mission.milan) == waiting(mission.blerim) == []
    actions.change_vacancy_state(luan, candidacy.vacancy_id, "fill")
    assert waiting(luan) == []


def test_a_person_takes_the_answer_back_at_the_own_link(luan, candidacy):
    link = actions.make_own_link(luan, candidacy.id)
    actions.answer_request(link, "yes", "sq")

    actions.take_back_answer(link, "sq")
    actions.take_back_answer(link, "sq")
    candidacy.refresh_from_db()

    assert (candidacy.state, candidacy.reason) == ("withdrawn", "consent")
    assert queries.names_readable([queries.candidacy_visible_to(luan, candidacy.id)]) == {}
    found, named = portal.candidates_of(candidacy.vacancy)
    assert ([(one["name"], one["state"]) for one in found], named) == ([("", "Withdrawn")], 0)


def test_a_suspended_employer_gets_no_contact_from_the_moment_of_the_suspension(
    arta, luan, publish, welder, employer, suspend
):
    vacancy, chosen, other = publish(), welder("Agim"), welder("Besim")
    made = actions.add_candidate(luan, vacancy.id, chosen.id)
    link = actions.make_own_link(luan, made.id)
    token = supply.token_of(vacancy, str(other.profile.id))
    agrees(arta, SimpleNamespace(person=chosen))

    suspend(employer.entity_id)  # and the task of the minute has not run

    for attempt in (
        lambda: actions.ask_for_contact(None, vacancy, token),
        lambda: actions.add_candidate(luan, vacancy.id, other.id),
        lambda: actions.change_candidacy_state(luan, made.id, "introduce", on=TODAY),
        lambda: actions.answer_request(link, "yes", "sq"),
    ):
        with pytest.raises(Refusal) as refused:
            attempt()
        assert refused.value.code == "suspended"
    actions.answer_request(link, "no", "sq")
    assert Candidacy.objects.get().state == "lost"


def test_milan_and_blerim_make_no_link_for_a_person(mission, candidacy):
    with pytest.raises(NotSeen):
        actions.make_own_link(mission.milan, candidacy.id)
    with pytest.raises(NotAllowed):
        actions.make_own_link(mission.blerim, candidacy.id)


def test_a_no_ends_it_with_a_reason_that_the_person_knows(luan, candidacy):
    actions.answer_request(actions.make_own_link(luan, candidacy.id), "no", "en")
    candidacy.refresh_from_db()

    assert (candidacy.state, candidacy.reason) == ("lost", "person_no")
    assert not queries.consents_to(candidacy)


def test_a_merge_takes_the_candidacy_along_and_an_erasure_empties_it(
    mission, arta, luan, candidacy
):
    twin = people.record_person(arta, mission.prishtine, given="Besim", family="Gashi-Twin")

    people.merge_people(arta, twin.id, candidacy.person_id)
    candidacy.refresh_from_db()
    assert candidacy.person_id == twin.id

    assert actions.erase_person(mission.organisation.id, twin.id) == 1
    candidacy.refresh_from_db()
    assert (candidacy.reasons, candidacy.state) == ({}, "withdrawn")

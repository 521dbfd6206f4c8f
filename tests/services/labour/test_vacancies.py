"""Vacancies: who drafts them, what is refused, and that no worker pays."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.services.labour.conftest import WELDER
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal, Refusals
from waystation.foundation.shared.periods import today_in
from waystation.registry.organisations import actions as organisations
from waystation.services.labour import actions, queries
from waystation.services.labour.models import Vacancy
from waystation.services.labour.transitions import VACANCY_WORKFLOW
from waystation.services.pathways import actions as pathways
from waystation.services.recruitment.models import Incident

FEE = {"kind": "recruiter_fee", "payer": "worker", "amount": Decimal("400")}


def test_a_vacancy_is_drafted_reviewed_and_published(luan, draft):
    vacancy = draft()

    actions.change_vacancy_state(luan, vacancy.id, "submit")
    published = actions.publish_vacancy(luan, vacancy.id)

    assert published.state == "published"
    assert published.published_at is not None
    assert [one.name for one in published.skills_of(essential=True)] == ["MIG welding"]


def test_milan_sees_no_vacancy_and_blerim_may_not_change_one(mission, draft):
    vacancy = draft()

    with pytest.raises(NotSeen):
        queries.vacancy_visible_to(mission.milan, vacancy.id)
    assert queries.vacancy_visible_to(mission.blerim, vacancy.id) == vacancy
    with pytest.raises(NotAllowed):
        actions.edit_vacancy(mission.blerim, vacancy.id, WELDER, WELDER)
    with pytest.raises(NotAllowed):
        actions.change_vacancy_state(mission.blerim, vacancy.id, "submit")


def test_a_fee_of_400_euros_stops_the_publication_and_opens_an_incident(luan, draft, employer):
    vacancy = draft(costs=[FEE])
    actions.change_vacancy_state(luan, vacancy.id, "submit")

    with pytest.raises(Refusal) as refused:
        actions.publish_vacancy(luan, vacancy.id)

    vacancy.refresh_from_db()
    incident = Incident.objects.get(subject_id=vacancy.id)
    assert "400.00 EUR" in refused.value.in_english()
    assert "ILO general principle 7" in refused.value.in_english()
    assert vacancy.state == "refused"
    assert vacancy.refusals[0]["values"]["amount"] == "400.00"
    assert (incident.kind, incident.amount, incident.entity_id) == (
        "fee", Decimal("400.00"), employer.entity_id,
    )  # fmt: skip


def test_a_refused_vacancy_goes_to_review_once_no_worker_pays_and_a_second_person_publishes_it(
    mission, luan, draft
):
    vacancy = draft(costs=[FEE])
    actions.change_vacancy_state(luan, vacancy.id, "submit")
    with pytest.raises(Refusal):
        actions.publish_vacancy(luan, vacancy.id)
    vacancy.refresh_from_db()

    still = actions.edit_vacancy(luan, vacancy.id, {"openings": 2}, {"openings": 3})
    corrected = actions.edit_vacancy(
        luan, vacancy.id, {"costs": [FEE]}, {"costs": [FEE | {"payer": "employer"}]}
    )

    assert still.state == "refused"
    assert (corrected.state, corrected.refusals) == ("review", [])
    with pytest.raises(Refusal) as own:
        actions.publish_vacancy(luan, vacancy.id)
    work = [[one.record for one in queries.outstanding_of(who, today_in())]
            for who in (luan, mission.blerim)]  # fmt: skip
    assert own.value.code == "second_person"
    assert [vacancy.id in one for one in work] == [False, True]
    assert actions.publish_vacancy(mission.blerim, vacancy.id).state == "published"


def test_what_the_employer_corrected_is_published_by_the_officer(luan, egzon, draft):
    vacancy = draft(costs=[FEE])
    actions.change_vacancy_state(luan, vacancy.id, "submit")
    with pytest.raises(Refusal):
        actions.publish_vacancy(luan, vacancy.id)
    vacancy.refresh_from_db()

    given = {"costs": [FEE | {"payer": "employer"}]}
    actions.edit_own_vacancy(egzon, vacancy, {"costs": [FEE]}, given)

    published = actions.publish_vacancy(luan, vacancy.id)
    assert (published.corrected_by, published.published_by) == (egzon, luan)


def test_the_database_refuses_a_publication_by_who_corrected_the_vacancy(luan, draft):
    vacancy = draft()

    with pytest.raises(IntegrityError), transaction.atomic():
        Vacancy.objects.filter(id=vacancy.id).update(corrected_by=luan, published_by=luan)


def test_a_fee_that_is_added_between_the_check_and_the_lock_is_refused(luan, draft):
    vacancy = draft(costs=[FEE])
    Vacancy.objects.filter(id=vacancy.id).update(state="review")

    rows = queries.vacancies_visible_to(luan)
    with pytest.raises(Refusal):  # past the action, straight to the transition
        VACANCY_WORKFLOW.perform(luan, rows, vacancy.id, "publish")

    vacancy.refresh_from_db()
    assert vacancy.state == "review"


def test_a_suspended_employer_publishes_nothing(luan, draft, employer, suspend):
    vacancy = draft()
    actions.change_vacancy_state(luan, vacancy.id, "submit")
    suspend(employer.entity_id)

    with pytest.raises(Refusal) as refused:
        actions.publish_vacancy(luan, vacancy.id)

    assert refused.value.code == "suspended"
    vacancy.refresh_from_db()
    assert vacancy.state == "review"


def test_a_suspended_agency_stops_the_vacancy_of_a_cleared_employer(mission, luan, draft, suspend):
    agency = organisations.record_entity(
        luan, mission.prishtine.id, name="Agency", kind="recruiter"
    )
    vacancy = draft(recruiter=agency.id)
    actions.change_vacancy_state(luan, vacancy.id, "submit")
    suspend(agency.id)

    with pytest.raises(Refusal) as refused:
        actions.publish_vacancy(luan, vacancy.id)

    assert refused.value.code == "suspended"


def test_a_suspended_agency_is_marked_where_an_agency_is_chosen(
    client, mission, luan, employer, suspend
):
    agency = organisations.record_entity(
        luan, mission.prishtine.id, name="Agency Hurry", kind="recruiter"
    )
    suspend(agency.id)
    client.force_login(luan)

    page = client.get(reverse("labour:vacancy_new", args=[employer.id])).content.decode()

    assert "Agency Hurry – Suspended" in page


def test_a_site_of_another_employer_is_refused(mission, luan, draft, employer):
    own = actions.add_site(luan, employer.id, name="Hall 2", place="xk-peje")
    other = actions.record_employer(luan, mission.prishtine.id, name="Other Company")
    theirs = actions.add_site(luan, other.id, name="Their hall", place="xk-peje")

    assert draft(site=own.id).site == own
    with pytest.raises(Refusal) as refused:
        draft(site=theirs.id)
    assert refused.value.code == "site_unknown"


def test_a_site_abroad_has_no_municipality(luan, employer):
    site = actions.add_site(luan, employer.id, name="Works in Kassel", address="Kassel, Germany")

    assert (site.place, site.address) == ("", "Kassel, Germany")


def test_what_is_published_is_suspended_with_its_employer(publish, employer, suspend):
    vacancy = publish()
    assert actions.suspend_vacancies() == 0

    suspend(employer.entity_id)

    assert actions.suspend_vacancies() == 1
    assert actions.suspend_vacancies() == 0
    vacancy.refresh_from_db()
    assert vacancy.state == "suspended"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"pay": Decimal("-1")}, "pay"),
        ({"openings": 0}, "openings"),
        ({"hours": Decimal("90")}, "hours"),
        ({"languages": {"de": {"speaking": "B7"}}}, "level"),
        ({"languages": {"klingon": {"speaking": "B1"}}}, "language"),
        ({"languages": {"de": {"juggling": "B1"}}}, "activity"),
        ({"pathways": ["no key"]}, "pathway_unknown"),
        ({"pathways": ["00000000-0000-0000-0000-000000000009"]}, "pathway_unknown"),
        ({"occupation": "9999"}, "no_occupation"),
        ({"must_have": [f"skill {n}" for n in range(10_000)]}, "many_skills"),
        ({"nice_to_have": ["MIG welding"]}, "skill_twice"),
        ({"costs": [{"kind": "travel", "payer": "employer", "amount": Decimal("-5")}]}, "negative"),
    ],
)
def test_what_cannot_be_is_refused_by_name(draft, changes, code):
    with pytest.raises(Refusal) as refused:
        draft(**changes)

    found = refused.value.all if isinstance(refused.value, Refusals) else [refused.value]
    assert code in {one.code for one in found}


def test_a_pathway_of_the_organisation_is_asked_for_once(mission, luan, draft):
    made = pathways.record_pathway(
        luan, mission.prishtine.id, name="Skilled workers", kind="work", countries=["DE"]
    )

    vacancy = draft(pathways=[str(made.id), str(made.id)])

    assert vacancy.pathways == [str(made.id)]


def test_a_vacancy_that_says_too_little_is_not_published(luan, draft):
    vacancy = draft(pay=None)
    actions.change_vacancy_state(luan, vacancy.id, "submit")

    with pytest.raises(Refusal) as refused:
        actions.publish_vacancy(luan, vacancy.id)

    assert refused.value.code == "no_pay"


def test_the_database_agrees(draft):
    vacancy = draft()

    for change in ({"pay": -1}, {"openings": 0}, {"state": "published"}, {"state": "refused"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Vacancy.objects.filter(id=vacancy.id).update(**change)


def test_sent_twice_it_is_one_vacancy(luan, employer):
    from waystation.foundation.shared.keys import new_key

    key = new_key()

    first = actions.draft_vacancy(luan, employer.id, key=key, **WELDER)
    second = actions.draft_vacancy(luan, employer.id, key=key, **WELDER)

    assert first.id == second.id
    assert Vacancy.objects.filter(employer=employer).count() == 1

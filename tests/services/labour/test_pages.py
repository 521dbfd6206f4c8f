"""The pages of a labour officer: what they show, and that what is typed arrives."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.workflow.outstanding import Outstanding
from waystation.services.labour import actions, queries
from waystation.services.labour.models import Vacancy
from waystation.services.labour.queries import conditions, ranking

FORM = {
    "title": "Welder", "occupation": "7212", "openings": "2", "country": "DE", "town": "Kassel",
    "contract": "permanent", "hours": "40", "pay": "2900", "currency": "EUR",
    "pay_period": "month", "starts_on": "2027-03-01", "must_have": "MIG welding",
    "language_0": "de", "listening_0": "B2", "reading_0": "B2", "speaking_0": "B2",
    "writing_0": "B2", "payer_recruiter_fee": "worker", "amount_recruiter_fee": "400",
}  # fmt: skip


@pytest.fixture
def officer(client, luan):
    client.force_login(luan)
    return client


def test_a_fee_is_refused_on_the_page_corrected_and_published_by_a_second_person(
    officer, mission, employer
):
    drafted = officer.post(reverse("labour:vacancy_new", args=[employer.id]), FORM)
    vacancy = Vacancy.objects.get(employer=employer)
    officer.post(reverse("labour:transition", args=[vacancy.id, "submit"]))

    refused = officer.post(reverse("labour:transition", args=[vacancy.id, "publish"]))
    page = officer.get(reverse("labour:vacancy", args=[vacancy.id])).content.decode()
    change = officer.get(reverse("labour:vacancy_change", args=[vacancy.id]))
    corrected = officer.post(
        reverse("labour:vacancy_change", args=[vacancy.id]),
        FORM | {"payer_recruiter_fee": "employer", "seen": change.context["seen"]},
    )
    own = officer.post(reverse("labour:transition", args=[vacancy.id, "publish"]))
    noted = officer.get(reverse("labour:vacancy", args=[vacancy.id])).content.decode()
    officer.force_login(mission.blerim)
    published = officer.post(reverse("labour:transition", args=[vacancy.id, "publish"]))
    vacancy.refresh_from_db()

    assert (drafted.status_code, refused.status_code) == (302, 422)
    assert "ILO general principle 7" in refused.content.decode()
    assert "Refused: a worker would pay" in page
    assert "This vacancy cannot be published" in page
    assert "Incident opened on" in page
    assert (corrected.status_code, own.status_code, published.status_code) == (302, 422, 302)
    assert "A second person reviews it and publishes it." in own.content.decode()
    assert "You corrected this vacancy." in noted
    assert reverse("labour:transition", args=[vacancy.id, "publish"]) not in noted
    assert vacancy.state == "published"


def test_a_vacancy_with_a_level_that_there_is_not_is_refused_beside_its_field(officer, employer):
    answer = officer.post(
        reverse("labour:vacancy_new", args=[employer.id]), FORM | {"speaking_0": "B7"}
    )

    assert answer.status_code == 422
    assert not Vacancy.objects.filter(employer=employer).exists()


def test_the_list_links_to_who_fails_only_one_condition(officer, publish, welder):
    vacancy, almost = publish(), welder("Besim", german="B1")

    page = officer.get(reverse("labour:ranked", args=[vacancy.id]))
    only = officer.get(reverse("labour:only", args=[vacancy.id, "language-de"]))

    where = reverse("labour:only", args=[vacancy.id, "language-de"])
    assert f'<a href="{where}">1</a>' in page.content.decode()
    assert "Fails only German B2" in only.content.decode()
    assert reverse("people:person", args=[almost.id]) in only.content.decode()


@pytest.mark.parametrize(
    ("kind", "subject", "sentence"),
    [
        ("language", "de", "Fails only German B2"),
        ("start", "2027-03-01", "Fails only the start by 01/03/2027"),
        ("destination", "DE", "Fails only the destination Germany"),
        ("free", "work", "Fails only availability"),
        ("related", "work", "Fails only occupation and skills"),
        ("pathway", "open", "Fails only the open pathway"),
    ],
)
def test_the_title_of_who_fails_only_one_condition_reads_as_a_sentence(
    officer, publish, kind, subject, sentence, monkeypatch
):
    asked = {"speaking": "B2", "listening": "B2", "reading": "B2", "writing": "B2"}
    one = conditions.Condition(kind, subject, asked, 1, 1)
    found = ranking.Ranked(None, (one,))
    monkeypatch.setattr(ranking, "ranked_for", lambda *args, **more: found)

    page = officer.get(reverse("labour:only", args=[publish().id, one.key]))

    assert page.context["title"] == sentence


def test_the_home_of_a_labour_officer_shows_what_waits(officer, luan, draft, publish, welder):
    waiting = draft(title="Waiting")
    actions.change_vacancy_state(luan, waiting.id, "submit")
    publish(title="Published")

    page = officer.get(reverse("labour:home")).content.decode()

    assert f"Review the vacancy {waiting.number} Waiting" in page
    assert reverse("labour:vacancy", args=[waiting.id]) in page


def test_what_is_late_comes_first_at_home_and_each_day_says_what_it_is(
    officer, luan, draft, monkeypatch
):
    waiting = draft(title="Waiting")
    actions.change_vacancy_state(luan, waiting.id, "submit")
    since = waiting.changed_at
    checks = [
        Outstanding("labour.retention", title, "/", due_on=day)
        for title, day in (("Next week", date(2026, 9, 26)), ("Long ago", date(2026, 9, 1)))
    ]
    real = queries.outstanding_of
    monkeypatch.setattr(queries, "outstanding_of", lambda *asked: [*real(*asked), *checks])

    page = officer.get(reverse("labour:home"))

    rows = [row["one"].title for row in page.context["waiting"]]
    text = " ".join(page.content.decode().split())
    assert rows == ["Long ago", "Next week", f"Review the vacancy {waiting.number} Waiting"]
    assert "Due on 01/09/2026" in text
    assert f"Since {since:%d/%m/%Y}" in text


def test_a_candidate_is_chosen_and_answers_at_the_office(officer, arta, publish, welder):
    vacancy, besim = publish(), welder("Besim")

    chosen = officer.post(reverse("labour:candidate_add", args=[vacancy.id]), {"person": besim.id})
    candidacy = vacancy.candidacies.get()
    answer = reverse("labour:record_answer", args=[candidacy.id])
    asked = officer.get(answer)
    answered = officer.post(answer, {"agreed": "yes", "how": "spoken"})
    page = officer.get(reverse("labour:candidacy", args=[candidacy.id]))
    candidacy.refresh_from_db()

    assert chosen.status_code == 302
    assert "Steel Works" in asked.content.decode()
    assert "After a yes, the employer sees the person" in asked.content.decode()
    assert answered.status_code == 302
    assert candidacy.state == "introduced"
    assert page.status_code == 200


def test_without_an_answer_nothing_is_recorded_and_the_candidacy_goes_on(officer, publish, welder):
    vacancy, besim = publish(), welder("Besim")
    officer.post(reverse("labour:candidate_add", args=[vacancy.id]), {"person": besim.id})
    candidacy = vacancy.candidacies.get()

    answer = reverse("labour:record_answer", args=[candidacy.id])
    answered = officer.post(answer, {"how": "spoken"})

    candidacy.refresh_from_db()
    assert answered.status_code == 422
    assert "agreed" in answered.context["form"].errors
    assert candidacy.state == "prospect"
    assert not candidacy.person.consents.filter(purpose="employment").exists()


def test_a_person_answers_at_the_own_page(client, luan, publish, welder):
    vacancy, besim = publish(), welder("Besim")
    candidacy = actions.add_candidate(luan, vacancy.id, besim.id)
    own = reverse("labour:own_answer", args=[actions.make_own_link(luan, candidacy.id).token])
    client.post(own, {"open_here": "1"})

    asked = client.get(own)
    unsure = client.post(own, {})
    answered = client.post(own, {"agreed": "yes"})
    after = client.get(own).content.decode()
    back = client.post(own, {"take_back": "1"})
    at_last = client.get(own).content.decode()

    offer = asked.content.decode()
    assert "Steel Works" in offer
    for part in ("2,900", "Germany", "Permanent", "German B2", "MIG welding", "Travel and lodging"):
        assert part in offer
    assert back.status_code == 302
    assert "You do not agree any more." in at_last
    assert "I do not agree any more" in after
    assert "I do not agree any more" not in at_last
    assert (unsure.status_code, answered.status_code) == (422, 302)
    assert "You agreed." in after
    assert "no-store" in asked.headers["Cache-Control"]


@pytest.mark.parametrize(("spoken", "page", "text"), [("ar", "ar", "ar"), ("sr", "sr", "sr")])
def test_a_person_is_asked_in_the_own_language_and_the_text_that_was_read_is_stored(
    client, luan, publish, welder, spoken, page, text
):
    vacancy, besim = publish(), welder("Besim")
    besim.languages = [spoken]
    besim.save()
    candidacy = actions.add_candidate(luan, vacancy.id, besim.id)
    own = reverse("labour:own_answer", args=[actions.make_own_link(luan, candidacy.id).token])
    client.post(own, {"open_here": "1"})

    asked = client.get(own).content.decode()
    answered = client.post(own, {"agreed": "yes"})
    candidacy.refresh_from_db()

    assert f'<html lang="{page}"' in asked
    assert answered.status_code == 302
    assert candidacy.consent.language == text


def test_the_history_of_a_vacancy_names_what_the_program_did_too(client, luan, draft):
    vacancy = draft(costs=[{"kind": "recruiter_fee", "payer": "worker", "amount": Decimal("400")}])
    actions.change_vacancy_state(luan, vacancy.id, "submit")
    with pytest.raises(Refusal):
        actions.publish_vacancy(luan, vacancy.id)

    client.force_login(luan)
    page = client.get(reverse("labour:vacancy", args=[vacancy.id]))

    events = [one["what"] for one in page.context["history"]]
    assert len(events) == 3
    assert all(events)


def test_milan_opens_nothing_of_it_and_blerim_changes_nothing(client, mission, publish, welder):
    vacancy = publish()

    client.force_login(mission.milan)
    assert client.get(reverse("labour:vacancy", args=[vacancy.id])).status_code == 404
    client.force_login(mission.blerim)
    assert client.get(reverse("labour:vacancy", args=[vacancy.id])).status_code == 200
    assert client.get(reverse("labour:ranked", args=[vacancy.id])).status_code == 200
    assert client.post(reverse("labour:transition", args=[vacancy.id, "close"])).status_code == 403


def test_an_employer_is_recorded_on_a_page_and_gets_a_link(officer, mission):
    made = officer.post(
        reverse("labour:employer_new"), {"office": mission.prishtine.id, "name": "New Company"}
    )
    page = officer.get(made.headers["Location"])
    link = officer.post(f"{made.headers['Location']}link/")

    assert page.status_code == 200
    assert "New Company" in page.content.decode()
    assert 'id="code"' in link.content.decode()


def test_an_employer_known_by_name_only_has_no_empty_card_and_its_sites_say_what_they_count(
    client, mission, luan
):
    employer = actions.record_employer(luan, mission.prishtine.id, name="Known By Name Ltd")
    actions.add_site(luan, employer.id, name="Hall 9", place="xk-peje", workers=12)
    client.force_login(luan)

    page = client.get(reverse("labour:employer", args=[employer.id])).content.decode()

    assert 'class="card ca"' not in page
    assert "People who work there: 12" in page

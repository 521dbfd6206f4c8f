"""An employer's pages: by account or link, without a name before consent, nothing of others."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from decimal import Decimal
from uuid import UUID

import pytest
from django.urls import reverse

from tests.services.labour.conftest import WELDER, consent_to
from waystation.foundation.shared.errors import Refusal
from waystation.registry.privacy import actions as privacy
from waystation.registry.skills import actions as skills
from waystation.services.labour import actions
from waystation.services.labour.models import Candidacy, Employer
from waystation.services.labour.queries import portal


def cells(page, table):
    """Return the text of the cells of a table, row by row."""
    found = re.search(rf'<table id="{table}">(.*?)</table>', page, re.DOTALL)
    rows = re.findall(r"<tr>(.*?)</tr>", found[1] if found else "", re.DOTALL)[1:]
    plain = [re.findall(r"<td.*?>(.*?)</td>", row, re.DOTALL) for row in rows]
    return [[" ".join(re.sub(r"<.*?>", " ", one).split()) for one in row] for row in plain]


@pytest.fixture
def vacancy(publish):
    return publish()


@pytest.fixture
def page(client, egzon, vacancy):
    """Open the employer's own page of the vacancy."""

    def opened():
        client.force_login(egzon)
        answer = client.get(reverse("labour:employer_vacancy", args=[vacancy.id]))
        assert answer.status_code == 200
        return answer.content.decode()

    return opened


def ask(client, vacancy, page):
    """Press the first button that asks for contact."""
    (address,) = re.findall(r'action="([^"]+/ask/[^"]+)"', page)
    return client.post(address, follow=True)


def test_an_employer_reads_no_name_before_consent_and_withdrawn_after_it(
    client, arta, egzon, vacancy, welder, page
):
    besim = welder("Besim", family="Unmistakable")

    anonymous = page()
    ask(client, vacancy, anonymous)
    asked = page()
    home = client.get(reverse("labour:employer_home")).content.decode()
    consent = consent_to(arta, besim, "employment", "Steel Works")
    candidacy = Candidacy.objects.get(vacancy=vacancy, person=besim)
    still = page()
    actions.change_candidacy_state(
        _officer(vacancy), candidacy.id, "introduce", on=candidacy.prospect_on
    )
    named = page()
    privacy.withdraw_consent(arta, consent.id)
    withdrawn = page()

    assert "You asked for contact with 1 person, who has not answered yet." in home
    for text in (anonymous, asked, home, still, withdrawn):
        assert "Unmistakable" not in text
        assert besim.number not in text
        assert str(besim.id) not in text
    assert [row[1:2] + row[3:] for row in cells(asked, "candidates")] == [
        ["–", "Asked, no answer yet"]
    ]
    assert [row[1] for row in cells(named, "candidates")] == ["Besim Unmistakable"]
    assert [row[1:2] + row[3:] for row in cells(withdrawn, "candidates")] == [["–", "Withdrawn"]]


def _officer(vacancy):
    from waystation.services.labour.queries.supply import officer_of

    return officer_of(vacancy.office_id)


def test_an_anonymous_profile_has_a_score_and_reasons(client, vacancy, welder, page):
    welder("Besim")

    (row,) = cells(page(), "anonymous")

    assert row[0] == "84.2"
    assert "welder" in row[1]
    assert "German B2" in row[1]
    assert "MIG welding" in row[2]


def test_a_language_that_the_work_does_not_need_is_not_told(arta, publish, vacancy, welder, page):
    besim = welder("Besim")
    skills.add_line(arta, besim.profile.id, "languages", language="rom", native=True)
    without = publish(title="Any language", languages={})

    (row,) = cells(page(), "anonymous")
    (line,) = anonymous(without)["lines"]

    # what somebody grew up with says which community they belong to
    assert "German B2" in row[1]
    assert "Roman" not in row[1]
    assert line["spoken"] == []


def test_the_link_of_one_vacancy_names_nobody_of_another(client, publish, egzon, vacancy, welder):
    from waystation.services.labour.queries import supply

    other = publish(title="Other")
    besim = welder("Besim")
    token = supply.token_of(other, str(besim.profile.id))
    client.force_login(egzon)

    answer = client.post(reverse("labour:employer_ask", args=[vacancy.id, token]))

    assert answer.status_code == 404
    assert not Candidacy.objects.filter(vacancy=vacancy).exists()


def test_what_a_page_calls_a_person_by_says_nothing_of_them_in_another_vacancy(
    publish, vacancy, welder
):
    other = publish(title="Other")
    welders = twelve(welder)

    pages = [{line["token"]: line for line in anonymous(one)["lines"]} for one in (vacancy, other)]

    keys = [str(one.profile.id) for one in welders]
    assert len(pages[0]) == len(pages[1]) == 12
    assert not set(pages[0]) & set(pages[1])
    for token in pages[0]:
        plain = urlsafe_b64decode(f"{token.partition(':')[0]}====")
        assert not any(UUID(key).bytes in plain for key in keys)
        assert not any(UUID(key).hex.encode() in plain for key in keys)


def test_equals_are_not_in_the_order_in_which_their_profiles_were_opened(publish, vacancy, welder):
    other = publish(title="Other")
    keys = [str(one.profile.id) for one in twelve(welder)]

    orders = [in_order_of(one, keys) for one in (vacancy, other)]

    # twelve equals come in one order of 479,001,600
    assert list(range(12)) not in orders
    assert orders[0] != orders[1]


def twelve(welder):
    """Open the files of twelve welders whose names are nothing alike."""
    names = (
        ("Agim", "Berisha"), ("Besim", "Cakaj"), ("Dardan", "Dida"), ("Fatmir", "Elezi"),
        ("Genc", "Fazliu"), ("Hysen", "Gjoka"), ("Ilir", "Hoti"), ("Kushtrim", "Jashari"),
        ("Lulzim", "Kuqi"), ("Naim", "Loshaj"), ("Petrit", "Mulliqi"), ("Valon", "Zeka"),
    )  # fmt: skip
    return [welder(given, family=family) for given, family in names]


def in_order_of(vacancy, keys):
    """Return in which order an employer reads these profiles."""
    from waystation.services.labour.queries import supply

    number = {supply.token_of(vacancy, key): place for place, key in enumerate(keys)}
    return [number[line["token"]] for line in anonymous(vacancy)["lines"]]


def anonymous(vacancy):
    """Return what an employer reads of those who match."""
    return portal.anonymous_lines(vacancy, actions.show_list_to_employer(None, vacancy))


def test_another_employer_sees_nothing_of_it(client, mission, luan, vacancy):
    stranger = mission.hire("Other Employer", mission.prishtine, "employer")
    client.force_login(stranger)

    home = client.get(reverse("labour:employer_home"))
    page = client.get(reverse("labour:employer_vacancy", args=[vacancy.id]))

    assert home.status_code == 200
    assert vacancy.number not in home.content.decode()
    assert page.status_code == 404


def test_staff_are_no_employer(client, luan, vacancy):
    client.force_login(luan)

    assert client.get(reverse("labour:employer_home")).status_code == 403


def test_a_link_opens_once_on_one_device_with_its_code(client, luan, employer, vacancy, welder):
    welder("Besim", family="Unmistakable")
    made = actions.make_link(luan, employer.id)
    address = reverse("labour:employer_link", args=[made.link.token])

    first = client.get(address)
    wrong = client.post(address, {"code": "AAAA-BBBB", "name": "Egzon"})
    opened = client.post(address, {"code": made.code, "name": "Egzon"})
    home = client.get(reverse("labour:employer_home"))
    page = client.get(reverse("labour:employer_vacancy", args=[vacancy.id]))
    elsewhere = type(client)().get(address)

    assert (first.status_code, wrong.status_code, opened.status_code) == (200, 422, 302)
    assert (home.status_code, page.status_code) == (200, 200)
    assert "no-store" in home.headers["Cache-Control"]
    assert "Unmistakable" not in page.content.decode()
    assert elsewhere.status_code == 403

    actions.revoke_link(luan, employer.id)
    assert client.get(address).status_code == 410
    assert client.get(reverse("labour:employer_home")).status_code == 302  # to the sign-in


def test_an_answer_with_an_address_that_cannot_be_one_is_refused_at_every_way_in(
    luan, mission, employer
):
    wrong = {"about": "Halls.", "sector": "F", "size": "small", "place": "",
             "contact_name": "Egzon", "contact_email": "egzon at steel"}  # fmt: skip
    seen = dict.fromkeys(wrong, "")
    ways = [
        lambda: actions.answer_five_questions(None, employer.id, seen, wrong),
        lambda: actions.edit_employer(luan, employer.id, seen, wrong),
        lambda: actions.record_employer(luan, mission.prishtine.id, name="Walk Ltd", **wrong),
    ]
    Employer.objects.filter(id=employer.id).update(
        sector="", size="", place="", about="", contact_name=b"", contact_email=b""
    )

    for way in ways:
        with pytest.raises(Refusal) as refused:
            way()

        assert refused.value.field == "contact_email"


def test_an_employer_answers_five_questions_offers_work_and_sends_it_to_review(
    client, mission, luan, egzon, employer
):
    Employer.objects.filter(id=employer.id).update(answered_at=None)
    client.force_login(egzon)
    company = reverse("labour:employer_company")
    form = client.get(company)
    seen = form.context["seen"]

    answered = client.post(company, {
        "seen": seen, "about": "Halls and bridges.", "sector": "F", "size": "medium",
        "place": "xk-peje", "contact_name": "Egzon", "contact_email": "e@steel.example",
    })  # fmt: skip
    drafted = client.post(reverse("labour:employer_vacancy_new"), {
        "title": "Fitter", "occupation": "7214", "openings": "1", "country": "XK",
        "place": "xk-peje", "contract": "permanent", "hours": "40", "pay": "900",
        "currency": "EUR", "pay_period": "month", "starts_on": "2026-11-02",
        "must_have": "Reading drawings\nCutting", "language_0": "sq", "speaking_0": "B1",
        "payer_medical": "employer", "amount_medical": "50",
    })  # fmt: skip
    employer.refresh_from_db()
    vacancy = employer.vacancies.get()
    submitted = client.post(reverse("labour:employer_vacancy_submit", args=[vacancy.id]))
    vacancy.refresh_from_db()

    assert (answered.status_code, drafted.status_code, submitted.status_code) == (302, 302, 302)
    assert employer.answered_at is not None
    assert (vacancy.state, vacancy.by_employer) == ("review", True)
    assert vacancy.languages == {"sq": {"speaking": "B1"}}
    assert [(one.kind, one.payer) for one in vacancy.costs.all()] == [("medical", "employer")]
    assert [one.name for one in vacancy.skills_of(True)] == ["Reading drawings", "Cutting"]


def test_an_employer_cannot_publish(client, egzon, draft):
    vacancy = draft()
    client.force_login(egzon)

    answer = client.get(reverse("labour:transition", args=[vacancy.id, "publish"]))

    assert answer.status_code in (403, 404)


def test_nobody_asks_for_contact_for_a_vacancy_that_is_not_published(luan, draft, welder):
    from waystation.services.labour.queries import supply

    vacancy, besim = draft(), welder("Besim")

    with pytest.raises(Refusal):
        actions.ask_for_contact(None, vacancy, supply.token_of(vacancy, str(besim.profile.id)))


def test_an_employer_reads_no_exact_number_of_those_whom_a_condition_excludes(
    client, egzon, publish, welder
):
    names = ("Agim Berisha", "Besnik Krasniqi", "Driton Hoti", "Fatmir Zeka", "Ilir Morina")
    for number, name in enumerate(names):
        given, family = name.split()
        welder(given, family=family, german="B2" if number else "B1")
    one = publish(title="German C1", languages={"de": {"speaking": "B2"}})
    client.force_login(egzon)

    shown = client.get(reverse("labour:employer_vacancy", args=[one.id])).content.decode()

    numbers = [int(cell) for row in cells(shown, "conditions") for cell in row[1:]]
    assert numbers
    assert all(number == 0 or number >= 5 for number in numbers)
    again = client.get(reverse("labour:employer_vacancy", args=[one.id])).content.decode()
    assert cells(again, "conditions") == cells(shown, "conditions")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"speaking_1": "B1"}, "Choose the language of this level."),
        (
            {"language_0": "de", "speaking_0": "B1", "language_1": "de", "speaking_1": "B2"},
            "This language is chosen twice.",
        ),
    ],
)
def test_a_line_of_languages_that_would_be_dropped_is_named(client, egzon, typed, sentence):
    client.force_login(egzon)
    vacancy = {"title": "Baker", "occupation": "7512", "openings": "1", "country": "XK"}

    page = client.post(
        reverse("labour:employer_vacancy_new"), vacancy | {"contract": "permanent"} | typed
    )

    assert page.status_code == 422
    assert sentence in page.content.decode()


def test_all_that_a_draft_lacks_for_its_review_is_named_at_once(client, egzon, draft):
    vacancy = draft(pay=None, hours=None, starts_on=None, costs=[])
    client.force_login(egzon)

    page = client.post(
        reverse("labour:employer_vacancy_submit", args=[vacancy.id]), follow=True
    ).content.decode()

    told = ("what is paid", "how many hours", "when the work begins", "who pays each cost")
    assert [one for one in told if f"Say {one}" in page] == list(told)


def test_a_draft_in_which_a_worker_pays_says_before_the_review_what_it_leads_to(
    client, egzon, draft
):
    vacancy = draft(costs=[{"kind": "medical", "payer": "worker", "amount": Decimal(60)}])
    client.force_login(egzon)

    page = client.get(reverse("labour:employer_vacancy", args=[vacancy.id])).content.decode()

    assert "would be charged to the worker" in page
    assert "Change who pays before you send it to review" in page


def test_a_published_vacancy_says_who_changes_or_ends_it(page, vacancy):
    opened = page()

    assert "To change or end this vacancy, speak with MSC Prishtinë" in opened


@pytest.mark.parametrize("step", ["change", "withdraw"])
def test_what_an_employer_can_no_longer_do_is_told_before_a_form_is_filled_in(
    client, egzon, vacancy, step
):
    client.force_login(egzon)

    answer = client.get(reverse(f"labour:employer_vacancy_{step}", args=[vacancy.id]))

    page = answer.content.decode()
    told = {"change": "once it is in review again", "withdraw": "Only a draft of your own"}
    assert answer.status_code == 200
    assert told[step] in page
    assert "pages/not_possible.html" in [one.name for one in answer.templates]


def test_a_draft_that_was_withdrawn_is_neither_changed_nor_withdrawn_again(client, egzon, employer):
    own = actions.draft_own_vacancy(egzon, employer, None, WELDER)
    actions.withdraw_own_vacancy(egzon, own)
    client.force_login(egzon)

    pages = [
        client.get(reverse(f"labour:employer_vacancy_{step}", args=[own.id])).content.decode()
        for step in ("change", "withdraw")
    ]

    for page in pages:
        assert "its state is “Withdrawn”" in page
        assert 'name="title"' not in page


def test_an_officer_reads_that_a_published_vacancy_cannot_be_changed(client, luan, vacancy):
    client.force_login(luan)

    page = client.get(reverse("labour:vacancy_change", args=[vacancy.id])).content.decode()

    assert "once it is in review again" in page
    assert 'name="title"' not in page

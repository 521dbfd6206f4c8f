"""Two people who change one vacancy: an officer and the employer, or two of either."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from tests.services.labour.conftest import WELDER
from waystation.foundation.audit.models import Entry
from waystation.foundation.shared.errors import Conflict, Refusal
from waystation.services.labour import actions
from waystation.services.labour.models import Vacancy
from waystation.services.labour.queries import demand
from waystation.services.pathways import actions as pathways

COST = {"kind": "travel", "payer": "employer", "amount": Decimal("300")}
PATHWAYS = [
    {"name": "Western Balkans rule", "kind": "work", "countries": ["DE"]},
    {"name": "Blue Card", "kind": "work", "countries": ["DE"]},
]
PARTS = [
    ("must_have", ["TIG welding"], ["Brazing"], "TIG welding", "Brazing"),
    ("nice_to_have", ["Forklift"], [], "Forklift", "–"),
    ("languages", {"de": {"speaking": "B1"}}, {"fr": {"speaking": "A2"}}, "German speaking B1",
     "French speaking A2"),
    ("costs", [COST | {"payer": "worker"}], [COST | {"amount": Decimal("350")}], "Worker, 300",
     "Employer, 350"),
]  # fmt: skip


@pytest.fixture
def as_officer(luan):
    browser = Client()
    browser.force_login(luan)
    return browser


@pytest.fixture
def as_employer(egzon):
    browser = Client()
    browser.force_login(egzon)
    return browser


@pytest.fixture
def by_link(luan, employer):
    """A browser in which the employer's link was opened."""
    browser, made = Client(), actions.make_link(luan, employer.id)
    address = reverse("labour:employer_link", args=[made.link.token])
    browser.post(address, {"code": made.code, "name": "Egzon"})
    return browser


@pytest.fixture(params=["officer", "employer", "link"])
def second(request):
    """The browser of each who may change a vacancy, and the name of the page."""
    page = "labour:vacancy_change" if request.param == "officer" else (
        "labour:employer_vacancy_change"
    )  # fmt: skip
    browser = {"officer": "as_officer", "employer": "as_employer", "link": "by_link"}
    return request.getfixturevalue(browser[request.param]), page


def typed(page):
    """Return what the form of a page sends if nothing is typed."""
    form = page.context["form"]
    found = {"seen": page.context["seen"]}
    for name in form.fields:
        value = form[name].value()
        found[name] = "" if value is None else value
    return found


def merged(luan, vacancy, **changes):
    """Change a vacancy as somebody who has just opened it."""
    seen = demand.vacancy_contents(Vacancy.objects.get(id=vacancy.id))
    return actions.edit_vacancy(luan, vacancy.id, seen, changes)


def now(vacancy):
    return demand.vacancy_contents(Vacancy.objects.get(id=vacancy.id))


def test_two_who_change_different_fields_both_keep_theirs(luan, draft, second):
    browser, name = second
    vacancy = draft()
    where = reverse(name, args=[vacancy.id])
    opened = browser.get(where)
    merged(luan, vacancy, openings=7, must_have=["TIG welding"])

    answer = browser.post(where, typed(opened) | {"pay": "3100", "nice_to_have": "Forklift"})

    said = now(vacancy)
    assert answer.status_code == 302
    assert (said["openings"], said["pay"]) == (7, Decimal(3100))
    assert (said["must_have"], said["nice_to_have"]) == (["TIG welding"], ["Forklift"])


def test_two_who_change_the_same_field_see_both_and_the_editor_chooses(luan, draft, second):
    browser, name = second
    vacancy = draft()
    where = reverse(name, args=[vacancy.id])
    opened = browser.get(where)
    merged(luan, vacancy, openings=7)

    asked = browser.post(where, typed(opened) | {"openings": "4"})
    again = typed(opened) | {"openings": "4", "seen": asked.context["seen"]}
    kept = now(vacancy)["openings"]
    theirs = browser.post(where, again | {"keep-openings": "theirs"})
    after_theirs = now(vacancy)["openings"]
    mine = browser.post(where, again | {"keep-openings": "mine"})

    assert asked.status_code == 409
    assert "Two people changed the same answer" in asked.content.decode()
    assert [(one["label"], one["current"], one["proposed"]) for one in asked.context["disputed"]]\
        == [("Openings", "7", "4")]  # fmt: skip
    assert (kept, theirs.status_code, after_theirs) == (7, 302, 7)
    assert (mine.status_code, now(vacancy)["openings"]) == (302, 4)


def test_choosing_undoes_nothing_that_only_the_other_one_changed(luan, draft, second):
    browser, name = second
    vacancy = draft()
    where = reverse(name, args=[vacancy.id])
    opened = browser.get(where)
    merged(luan, vacancy, openings=7, pay=Decimal(3300), must_have=["TIG welding"])

    asked = browser.post(where, typed(opened) | {"openings": "4", "hours": "38"})
    chosen = {"seen": asked.context["seen"], "keep-openings": "mine"}
    browser.post(where, typed(opened) | {"openings": "4", "hours": "38"} | chosen)

    said = now(vacancy)
    assert (said["openings"], said["hours"]) == (4, Decimal(38))
    assert (said["pay"], said["must_have"]) == (Decimal(3300), ["TIG welding"])


@pytest.mark.parametrize(("part", "theirs", "mine", "current", "proposed"), PARTS)
def test_two_who_change_the_same_list_see_both_lists_in_words(
    as_employer, luan, draft, part, theirs, mine, current, proposed
):
    vacancy = draft()
    where = reverse("labour:employer_vacancy_change", args=[vacancy.id])
    opened = as_employer.get(where)
    merged(luan, vacancy, **{part: theirs})

    asked = as_employer.post(where, typed(opened) | as_typed(part, mine))
    again = typed(opened) | as_typed(part, mine) | {"seen": asked.context["seen"]}
    before = now(vacancy)[part]
    mine_kept = as_employer.post(where, again | {f"keep-{part}": "mine"})

    (one,) = asked.context["disputed"]
    assert (asked.status_code, one["name"]) == (409, part)
    assert current in one["current"]
    assert proposed in one["proposed"]
    assert "{" not in one["current"] + one["proposed"]
    assert without_currency(before) == theirs
    assert mine_kept.status_code == 302
    assert without_currency(now(vacancy)[part]) == mine


def as_typed(part, value):
    """Return what is typed for a part of a vacancy."""
    if part == "languages":
        none = {f"{one}_0": "" for one in ("listening", "reading", "writing")}
        return none | {"language_0": "fr", "speaking_0": "A2"}
    if part == "costs":
        return {"payer_travel": "employer", "amount_travel": "350"}
    return {part: "\n".join(value)}


def without_currency(value):
    if isinstance(value, list):
        return [
            {name: cell for name, cell in one.items() if name != "currency"}
            if isinstance(one, dict)
            else one
            for one in value
        ]
    return value


def test_two_officers_who_choose_other_pathways_see_both_by_name(mission, luan, as_officer, draft):
    vacancy = draft()
    named = [pathways.record_pathway(luan, mission.prishtine.id, **given) for given in PATHWAYS]
    where = reverse("labour:vacancy_change", args=[vacancy.id])
    opened = as_officer.get(where)
    merged(luan, vacancy, pathways=[str(named[0].id)])

    asked = as_officer.post(where, typed(opened) | {"pathways": [str(named[1].id)]})

    (one,) = asked.context["disputed"]
    assert asked.status_code == 409
    assert (one["current"], one["proposed"]) == ("Western Balkans rule", "Blue Card")


def test_what_the_office_chooses_is_kept_and_never_sent_to_the_employer(
    mission, luan, as_employer, draft
):
    chosen = pathways.record_pathway(luan, mission.prishtine.id, **PATHWAYS[0])
    vacancy = draft(pathways=[str(chosen.id)])
    where = reverse("labour:employer_vacancy_change", args=[vacancy.id])

    opened = as_employer.get(where)
    as_employer.post(where, typed(opened) | {"openings": "9", "pathways": ["x"]})
    actions.edit_own_vacancy(
        None, vacancy, {"pathways": [str(chosen.id)]}, {"pathways": [], "openings": 9}
    )

    assert str(chosen.id) not in opened.content.decode()
    assert {"pathways", "recruiter"}.isdisjoint(json.loads(opened.context["seen"]))
    assert (now(vacancy)["openings"], now(vacancy)["pathways"]) == (9, [str(chosen.id)])


def test_a_form_that_lost_what_its_editor_saw_asks_about_what_differs_only(draft, second):
    browser, name = second
    vacancy = draft()
    where = reverse(name, args=[vacancy.id])
    opened = browser.get(where)

    asked = browser.post(where, typed(opened) | {"seen": "", "openings": "5"})

    assert asked.status_code == 409
    assert [one["name"] for one in asked.context["disputed"]] == ["openings"]
    assert now(vacancy)["openings"] == 2


def test_a_form_that_changes_nothing_leaves_no_trace(luan, draft, second):
    browser, name = second
    vacancy = draft(documents=["driver_card", "crane"])
    where = reverse(name, args=[vacancy.id])

    answer = browser.post(where, typed(browser.get(where)))

    assert answer.status_code == 302
    assert Vacancy.objects.get(id=vacancy.id).version == vacancy.version
    assert not Entry.objects.filter(verb="vacancy.edit").exists()


def test_languages_typed_in_more_rows_than_the_vacancy_has_by_now_are_not_lost(
    luan, as_employer, draft
):
    four = {one: {"speaking": "A2"} for one in ("de", "fr", "it", "sq")}
    vacancy = draft(languages=four)
    where = reverse("labour:employer_vacancy_change", args=[vacancy.id])
    opened = as_employer.get(where)
    merged(luan, vacancy, languages={"de": {"speaking": "A2"}})

    asked = as_employer.post(where, typed(opened) | {"openings": "6"})
    both = as_employer.post(where, typed(opened) | {"speaking_3": "B1"})

    assert asked.status_code == 302  # only the other one changed the languages
    assert set(now(vacancy)["languages"]) == {"de"}
    assert both.status_code == 409
    assert "B1" in both.context["disputed"][0]["proposed"]


def test_what_two_said_is_judged_together(luan, as_employer, draft):
    vacancy = draft(must_have=["Welding"], nice_to_have=[])
    where = reverse("labour:employer_vacancy_change", args=[vacancy.id])
    opened = as_employer.get(where)
    merged(luan, vacancy, must_have=["Welding", "Forklift"])

    answer = as_employer.post(where, typed(opened) | {"nice_to_have": "Forklift"})

    assert answer.status_code == 422
    assert "both needed and welcome" in answer.content.decode()
    assert now(vacancy)["nice_to_have"] == []


def test_a_vacancy_published_meanwhile_is_not_changed(luan, publish, draft, as_officer):
    vacancy = draft()
    where = reverse("labour:vacancy_change", args=[vacancy.id])
    opened = as_officer.get(where)
    actions.change_vacancy_state(luan, vacancy.id, "submit")
    actions.publish_vacancy(luan, vacancy.id)

    answer = as_officer.post(where, typed(opened) | {"openings": "6"})

    assert answer.status_code == 422
    assert "once it is in review again" in answer.content.decode()


def test_over_http_two_edits_are_merged_and_a_dispute_has_both_values(as_officer, luan, draft):
    vacancy = draft()
    where = reverse("api:edit_vacancy", args=[vacancy.id])
    read = as_officer.get(where).json()
    merged(luan, vacancy, openings=7, costs=[COST | {"payer": "worker"}])

    def patch(**proposed):
        body = {"seen": {name: read[name] for name in proposed}, "proposed": proposed}
        return as_officer.patch(where, json.dumps(body), "application/json")

    saved = patch(pay="3100", must_have=["TIG welding"], pathways=[], site=None)
    disputed = patch(openings=4)
    costs = patch(costs=[{"kind": "travel", "payer": "employer", "amount": "1"}])
    unknown = patch_unknown(as_officer, where)

    assert (saved.status_code, saved.json()["openings"]) == (200, 7)
    assert saved.json()["must_have"] == ["TIG welding"]
    assert (disputed.status_code, disputed.json()["code"]) == (409, "edited_meanwhile")
    assert (costs.status_code, unknown.status_code) == (409, 422)
    assert (now(vacancy)["openings"], now(vacancy)["costs"][0]["payer"]) == (7, "worker")


def patch_unknown(client, where):
    body = {"seen": {}, "proposed": {"version": 1}}
    return client.patch(where, json.dumps(body), "application/json")


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("costs", 5), ("costs", [5]), ("costs", [{"kind": "travel", "amount": "x"}]),
     ("languages", ["de"]), ("languages", {"de": "B2"}), ("must_have", 5), ("site", "x")],
)  # fmt: skip
def test_a_part_in_another_shape_is_refused_over_http(as_officer, draft, field, wrong):
    vacancy = draft()
    where = reverse("api:edit_vacancy", args=[vacancy.id])
    body = {"seen": {}, "proposed": {field: wrong}}

    answer = as_officer.patch(where, json.dumps(body), "application/json")

    assert answer.status_code in (409, 422)
    assert now(vacancy)["languages"] == WELDER["languages"]


def test_an_employer_reads_over_http_nothing_that_the_office_chose(as_employer, draft):
    draft()

    (one,) = as_employer.get(reverse("api:list_own_vacancies")).json()

    assert {"pathways", "recruiter"}.isdisjoint(one)


def test_the_history_names_the_lists_that_somebody_changed(luan, as_officer, draft):
    vacancy = draft()
    merged(luan, vacancy, must_have=["TIG welding"], pay=Decimal(3300))

    page = as_officer.get(reverse("labour:vacancy", args=[vacancy.id]))

    (changed,) = [one["fields"] for one in page.context["history"] if one["fields"]]
    assert changed == ["Skills that are needed", "Gross pay"]


# --- an employer withdraws its own draft ---------------------------------------------------------


@pytest.fixture
def own_draft(egzon, employer):
    return actions.draft_own_vacancy(egzon, employer, None, WELDER)


@pytest.mark.parametrize("who", ["as_employer", "by_link"])
def test_an_employer_withdraws_its_own_draft_after_a_confirmation(request, own_draft, who):
    browser = request.getfixturevalue(who)
    page = reverse("labour:employer_vacancy", args=[own_draft.id])
    where = reverse("labour:employer_vacancy_withdraw", args=[own_draft.id])

    offered = browser.get(page).content.decode()
    asked = browser.get(where)
    state_before = Vacancy.objects.get(id=own_draft.id).state
    done = browser.post(where, follow=True)
    twice = browser.post(where, follow=True)

    assert where in offered
    assert (asked.status_code, state_before) == (200, "draft")
    assert "It stays in the records" in asked.content.decode()
    assert (done.status_code, twice.status_code) == (200, 200)
    assert "The vacancy is withdrawn." in done.content.decode()
    assert where not in browser.get(page).content.decode()
    assert Vacancy.objects.get(id=own_draft.id).state == "withdrawn"
    assert Entry.objects.filter(verb="vacancy.withdraw").count() == 1


def test_an_employer_withdraws_neither_what_is_in_review_nor_what_the_office_drafted(
    egzon, as_employer, own_draft, draft
):
    of_office = draft(title="Of the office")
    actions.submit_own_vacancy(egzon, own_draft)

    for vacancy in (own_draft, of_office):
        where = reverse("labour:employer_vacancy_withdraw", args=[vacancy.id])
        page = as_employer.get(reverse("labour:employer_vacancy", args=[vacancy.id]))
        answer = as_employer.post(where)

        assert where not in page.content.decode()
        assert answer.status_code == 422
        assert "Only a draft of your own" in answer.content.decode()
        assert Vacancy.objects.get(id=vacancy.id).state != "withdrawn"


def test_another_employer_withdraws_nothing(mission, client, own_draft):
    client.force_login(mission.hire("Other Employer", mission.prishtine, "employer"))

    answer = client.post(reverse("labour:employer_vacancy_withdraw", args=[own_draft.id]))

    assert answer.status_code == 404
    assert Vacancy.objects.get(id=own_draft.id).state == "draft"


def test_the_second_of_two_actions_is_refused_with_both_values(luan, draft):
    vacancy = draft()
    seen = now(vacancy)
    actions.edit_vacancy(luan, vacancy.id, seen, WELDER | {"openings": 3})

    with pytest.raises(Conflict) as refused:
        actions.edit_vacancy(luan, vacancy.id, seen, WELDER | {"openings": 4})

    assert refused.value.fields == {"openings": (3, 4)}
    with pytest.raises(Refusal):
        actions.edit_vacancy(luan, vacancy.id, {}, {"openings": 4})

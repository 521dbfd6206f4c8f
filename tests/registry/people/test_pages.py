"""The pages and the API say what the rules say, to those who may."""

import json
import re

import pytest
from django.urls import reverse

from waystation.foundation.shared.keys import new_key
from waystation.registry.people import actions, queries
from waystation.registry.people.models import Person


@pytest.fixture
def at(client):
    """Sign somebody in."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def filled(**answers):
    return {"key": str(new_key()), "given": "Ana", "family": "Berisha", **answers}


@pytest.mark.sqlite_only
def test_a_file_is_opened_from_the_form_and_shown(at, arta):
    answer = at(arta).post(
        reverse("people:new"),
        filled(birth_date="14.3.1999", sex="female", phones="044 123 456", languages=["sq"]),
        follow=True,
    )

    person = Person.objects.get()
    assert answer.status_code == 200
    assert b"Ana Berisha" in answer.content
    assert person.number.encode() in answer.content
    assert queries.person_visible_to(arta, person.id).birth_year == 1999


@pytest.mark.sqlite_only
def test_the_form_shows_each_sentence_beside_its_field_and_keeps_what_was_typed(at, arta):
    answer = at(arta).post(
        reverse("people:new"), filled(given="a" * 10_000, birth_year="1700", phones="12")
    )

    text = answer.content.decode()
    assert "This name has 10000 letters; at most 100 fit. Shorten it." in text
    assert "The year of birth 1700 is too long ago" in text
    assert "A telephone number has 5 to 20 digits. Check it." in text
    assert "Berisha" in text
    assert not Person.objects.exists()


@pytest.mark.sqlite_only
def test_similar_people_are_shown_before_anything_is_saved(at, arta, besim):
    typed = filled(given="Бесим", family="Краснићи", birth_year="1999")

    first = at(arta).post(reverse("people:new"), typed)
    saved_first = Person.objects.count()
    second = at(arta).post(reverse("people:new"), {**typed, "somebody_else": "on"})

    assert "Is it one of these people?" in first.content.decode()
    assert besim.number in first.content.decode()
    assert saved_first == 1
    assert second.status_code == 302
    assert Person.objects.count() == 2


@pytest.mark.sqlite_only
def test_search_answers_while_typing_and_says_why(at, arta, besim):
    answer = at(arta).get(reverse("people:search"), {"q": "бесим"}, headers={"HX-Request": "true"})

    assert "Besim Krasniqi" in answer.content.decode()
    assert "Same name in another spelling" in answer.content.decode()


@pytest.mark.sqlite_only
def test_search_without_scripts_leads_to_the_list(at, arta, besim):
    answer = at(arta).get(reverse("people:search"), {"q": "Besim"}, follow=True)

    assert answer.redirect_chain[0][0].endswith("?q=Besim")
    assert "Besim Krasniqi" in answer.content.decode()


@pytest.mark.sqlite_only
def test_an_empty_list_says_what_to_do(at, arta):
    assert "No files yet" in at(arta).get(reverse("people:list")).content.decode()
    assert "No matches" in at(arta).get(reverse("people:list"), {"q": "Qq"}).content.decode()


PAGES = ("person", "edit", "seen", "merge")


@pytest.mark.sqlite_only
@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_a_file_opens_for_the_counsellor(at, arta, besim, page):
    assert at(arta).get(reverse(f"people:{page}", args=[besim.id])).status_code == 200


@pytest.mark.sqlite_only
@pytest.mark.parametrize("page", PAGES)
def test_no_page_of_a_file_is_there_for_another_office(at, milan, besim, page):
    answer = at(milan).get(reverse(f"people:{page}", args=[besim.id]))

    assert answer.status_code == 404
    assert b"Besim" not in answer.content


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("page", "status"), [("person", 200), ("seen", 200), ("edit", 403)])
def test_the_manager_looks_and_does_not_change(at, blerim, besim, page, status):
    assert at(blerim).get(reverse(f"people:{page}", args=[besim.id])).status_code == status


@pytest.mark.sqlite_only
def test_two_editors_of_one_field_meet_on_the_page(at, arta, besim):
    page = at(arta).get(reverse("people:edit", args=[besim.id]))
    typed = {k: v for k, v in page.context["form"].initial.items() if v is not None}
    typed["birth_date"] = "14.3.1999"
    now = queries.person_visible_to(arta, besim.id).municipality
    actions.edit_person(arta, besim.id, {"municipality": now}, {"municipality": "xk-peje"})

    mine = {**typed, "municipality": "xk-prizren"}
    mine["seen"] = page.context["seen"]
    answer = at(arta).post(reverse("people:edit", args=[besim.id]), mine)

    assert answer.status_code == 409
    assert "Two people changed the same answer" in answer.content.decode()
    assert queries.person_visible_to(arta, besim.id).municipality == "xk-peje"


@pytest.mark.sqlite_only
def test_an_edit_on_the_page_keeps_what_it_does_not_touch(at, arta, besim):
    before = queries.person_visible_to(arta, besim.id)
    page = at(arta).get(reverse("people:edit", args=[besim.id]))
    typed = {k: v for k, v in page.context["form"].initial.items() if v is not None}
    typed["birth_date"] = "14.3.1999"

    answer = at(arta).post(
        reverse("people:edit", args=[besim.id]),
        {**typed, "municipality": "xk-peje", "seen": page.context["seen"]},
    )

    after = queries.person_visible_to(arta, besim.id)
    assert answer.status_code == 302, answer.context["form"].errors
    assert after.municipality == "xk-peje"
    assert after.identity == before.identity
    assert after.languages == before.languages


@pytest.mark.sqlite_only
def test_merge_and_undo_on_the_page(mission, at, arta, besim):
    twin = actions.record_person(
        arta, mission.prishtine, given="Бесим", family="Краснићи", somebody_else=True
    )

    page = at(arta).get(reverse("people:merge", args=[besim.id]))
    at(arta).post(reverse("people:merge", args=[besim.id]), {"other": str(twin.id)})
    moved = at(arta).get(reverse("people:person", args=[twin.id]))
    merge = queries.merges_of(arta, besim.id)[0]
    at(arta).post(reverse("people:undo_merge", args=[merge.id]))

    assert twin.number in page.content.decode()
    assert moved.headers["Location"].endswith(f"{besim.id}/")
    assert at(arta).get(reverse("people:person", args=[twin.id])).status_code == 200


@pytest.mark.sqlite_only
def test_a_persons_page_asks_a_fixed_number_of_times(
    at, arta, besim, contribute, django_assert_max_num_queries
):
    contribute("person_timeline")  # the apps above test their own
    at(arta).get(reverse("people:person", args=[besim.id]))

    with django_assert_max_num_queries(32):
        at(arta).get(reverse("people:person", args=[besim.id]))


API = "/api/v1/people"


def send(client, method, where, content=None, **headers):
    return getattr(client, method)(
        where, json.dumps(content or {}), content_type="application/json", headers=headers
    )


@pytest.mark.sqlite_only
def test_the_api_opens_reads_changes_and_finds_a_file(mission, at, arta):
    client = at(arta)
    key = str(new_key())
    body = {"office": str(mission.prishtine.id), "given": "Ana", "family": "Berisha"}

    first = send(client, "post", API, body, **{"Idempotency-Key": key})
    again = send(client, "post", API, body, **{"Idempotency-Key": key})
    other = send(client, "post", API, {**body, "given": "Eva"}, **{"Idempotency-Key": key})
    changed = send(
        client, "patch", f"{API}/{key}", {"seen": {"sex": ""}, "proposed": {"sex": "female"}}
    )
    found = client.get(f"{API}/search", {"q": "Ана"}).json()["people"]
    listed = client.get(API).json()

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 409)
    assert first.json() == again.json()
    assert changed.json()["sex"] == "female"
    assert [one["id"] for one in found] == [key]
    assert [one["id"] for one in listed["people"]] == [key]


@pytest.mark.sqlite_only
def test_the_api_refuses_with_the_sentence_of_the_page(mission, at, arta):
    answer = send(
        at(arta),
        "post",
        API,
        {"office": str(mission.prishtine.id), "given": "a" * 10_000},
    )

    assert answer.status_code == 422
    assert "at most 100 fit" in answer.content.decode()
    assert not Person.objects.exists()


@pytest.mark.sqlite_only
def test_the_api_shows_nothing_to_another_office(mission, at, milan, blerim, besim):
    client = at(milan)

    assert client.get(f"{API}/{besim.id}").status_code == 404
    assert send(client, "patch", f"{API}/{besim.id}", {"proposed": {}}).status_code == 404
    assert client.get(API).json()["people"] == []
    assert client.get(f"{API}/search", {"q": "Besim"}).json()["people"] == []
    assert (
        send(
            at(blerim),
            "patch",
            f"{API}/{besim.id}",
            {"seen": {"sex": ""}, "proposed": {"sex": "female"}},
        ).status_code
        == 403
    )


@pytest.mark.sqlite_only
def test_the_api_names_a_field_it_does_not_know(at, arta, besim):
    answer = send(at(arta), "patch", f"{API}/{besim.id}", {"proposed": {"names": "Ana"}})

    assert answer.status_code == 422
    assert answer.json()["field"] == "names"
    assert "names" in answer.json()["detail"]


def test_the_head_of_a_file_counts_the_years_of_the_person(at, arta, besim):
    page = at(arta).get(reverse("people:person", args=[besim.id])).content.decode()

    head = " ".join(page.partition('<div class="tags">')[2].partition("</div>")[0].split())
    assert re.search(r"Male, \d+ years </span>", head)


@pytest.mark.sqlite_only
def test_a_file_with_nothing_but_a_name_says_that_nothing_else_is_recorded(at, arta, besim):
    at(arta).post(reverse("people:new"), filled(given="Vjosa", family="Shala"))
    bare = Person.objects.exclude(id=besim.id).get()

    of_vjosa = at(arta).get(reverse("people:person", args=[bare.id])).content.decode()
    of_besim = at(arta).get(reverse("people:person", args=[besim.id])).content.decode()

    assert "Nothing is recorded yet." in of_vjosa
    assert "Nothing is recorded yet." not in of_besim

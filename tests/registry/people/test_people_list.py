"""The list of people: scoped, searched across spellings, its names sealed and never exported."""

import pytest
from django.urls import reverse

from waystation.registry.people import actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def list_for(client):
    """Open the list as somebody."""

    def open_list(user, **asked):
        client.force_login(user)
        return client.get(reverse("people:list"), asked)

    return open_list


def test_colleagues_see_the_list_and_another_office_sees_nothing(
    list_for, arta, blerim, milan, besim
):
    shown = [list_for(user).content.decode() for user in (arta, blerim, milan)]

    assert ["Besim Krasniqi" in page for page in shown] == [True, True, False]
    assert [besim.number in page for page in shown] == [True, True, False]
    assert reverse("people:new") in shown[0]


def test_a_search_in_another_spelling_says_why_it_fits(list_for, mission, arta, milan, besim):
    actions.record_person(arta, mission.prishtine, given="Ana", family="Berisha")

    page = list_for(arta, q="бесим").content.decode()

    assert "Besim Krasniqi" in page
    assert "Same name in another spelling" in page
    assert "Ana Berisha" not in page
    assert "Besim" not in list_for(milan, q="бесим").content.decode().replace("бесим", "")


def test_a_filter_narrows_the_list_and_the_results_of_a_search(list_for, mission, arta, besim):
    actions.record_person(
        arta, mission.prishtine, given="Besim", family="Gashi", municipality="xk-peje"
    )

    listed = list_for(arta, municipality="xk-peje").content.decode()
    found = list_for(arta, municipality="xk-peje", q="Besim").content.decode()

    for page in (listed, found):
        assert "Besim Gashi" in page
        assert "Besim Krasniqi" not in page


def test_the_list_goes_on_from_where_the_page_before_ended(list_for, mission, arta, monkeypatch):
    monkeypatch.setattr("waystation.registry.people.views.lists.People.page_size", 2)
    for given in ("Ana", "Eva", "Lea"):
        actions.record_person(arta, mission.prishtine, given=given, somebody_else=True)

    first = list_for(arta)
    second = list_for(arta, after=first.context["next_after"])

    names = [[row["cells"][0]["text"] for row in page.context["rows"]] for page in (first, second)]
    assert names == [["Lea", "Eva"], ["Ana"]]
    assert second.context["next_after"] == ""


def test_a_file_of_the_list_holds_no_names(list_for, arta, besim):
    answer = list_for(arta, export="csv")

    text = answer.content.decode()
    assert besim.number in text
    assert "Besim" not in text
    assert "Krasniqi" not in text

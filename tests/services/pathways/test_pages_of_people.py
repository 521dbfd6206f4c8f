"""The pages on which an officer follows people on their pathways: steps, lists and exports."""

from __future__ import annotations

import csv
import io

import pytest
from django.urls import reverse
from lxml import html

from tests.services.pathways.conftest import TODAY
from waystation.registry.people import queries as people
from waystation.services.pathways import actions
from waystation.services.pathways.models import TakeUp

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(arta, besim, edition):
    """Besim has applied for the pathway."""
    return actions.take_up(arta, besim.id, edition.pathway_id, applied_on=TODAY)


def links_on(client, address):
    """Return the addresses of the links of a page's content."""
    page = html.fromstring(client.get(address).content)
    return [str(one) for one in page.xpath("//main//a/@href")]


def test_an_application_that_is_under_way_is_not_offered_again(client, arta, besim, edition, taken):
    apply = reverse("pathways:take_up_new", args=[besim.id, edition.pathway_id])
    address = reverse("pathways:person", args=[besim.id])
    client.force_login(arta)

    under_way = links_on(client, address)
    actions.change_take_up_state(arta, taken.id, "end", ended_on=TODAY, ended_because="refused")
    ended = links_on(client, address)

    assert apply not in under_way
    assert apply in ended


def test_an_application_without_a_day_is_refused_beside_its_field(client, arta, besim, edition):
    client.force_login(arta)

    answer = client.post(reverse("pathways:take_up_new", args=[besim.id, edition.pathway_id]), {})

    assert answer.status_code == 422
    assert "Fill this in." in answer.content.decode()
    assert not TakeUp.objects.filter(person_id=besim.id).exists()


def test_the_export_names_nobody_and_has_the_number_of_each_file(client, arta, besim, taken):
    client.force_login(arta)

    answer = client.get(reverse("pathways:take_ups"), {"export": "csv", "q": besim.number})

    head, row, *_rest = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert row[head.index("Number")] == besim.number
    assert "Besim" not in answer.content.decode()


def test_who_may_not_read_a_name_sees_the_number(client, monkeypatch, arta, besim, taken):
    monkeypatch.setattr(people, "names_of", lambda *_asked: {})
    client.force_login(arta)

    page = client.get(reverse("pathways:take_ups"))

    (row,) = html.fromstring(page.content).xpath("//main//tbody/tr")
    cells = [" ".join(cell.text_content().split()) for cell in row.xpath("td")]
    assert cells[1] == besim.number


def test_the_page_that_corrects_a_stay_leads_back_to_the_person(client, arta, besim):
    stay = actions.record_stay(arta, besim.id, country="DE", starts_on=TODAY)
    client.force_login(arta)

    links = links_on(client, reverse("pathways:stay_change", args=[stay.id]))

    assert reverse("pathways:person", args=[besim.id]) in links
    assert reverse("people:person", args=[besim.id]) in links


def test_milan_of_another_office_sees_none_of_them(client, milan, besim, taken):
    client.force_login(milan)

    page = client.get(reverse("pathways:take_ups"))

    assert besim.number not in page.content.decode()
    assert client.get(reverse("pathways:person", args=[besim.id])).status_code == 404

"""The framework that follows is loaded on a page, and takes the place of the one that ended."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.crawl import read
from waystation.registry.reference import actions, queries
from waystation.registry.reference.models import Code

PAGE = "/reference/framework/"
HEAD = "code,en,sq,sr,parent,source,valid_from,valid_to\n"
NEXT = HEAD + "PB1,Decent work for all,Punë e denjë,Достојан рад,,test,2026-01-01,2030-12-31\n"


@pytest.fixture(autouse=True)
def _forget():
    queries.look_again()
    yield
    queries.look_again()


def send(client, text):
    return client.post(PAGE, {"file": SimpleUploadedFile("next.csv", text.encode())})


@pytest.mark.duty("O-28")
def test_the_secretariat_loads_the_framework_that_follows(client, network):
    client.force_login(network.sanja)
    before = set(Code.objects.filter(list_id="unsdcf").values_list("code", flat=True))

    answer = send(client, NEXT)
    shown = read(client.get(answer.url).content.decode())[1]

    after = set(Code.objects.filter(list_id="unsdcf").values_list("code", flat=True))
    assert after - before == {"PB1"}
    assert before <= after
    assert "Decent work for all" in shown


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (HEAD, "no entries"),
        (NEXT.replace("PB1", "PA1"), "already in the list: PA1"),
        (NEXT.replace("2030-12-31", ""), "Without both days: PB1"),
        ("code,en\nPB1,x\n", "wrong columns"),
    ],
)
def test_a_file_that_is_no_next_framework_is_refused_with_a_sentence(
    client, network, text, sentence
):
    client.force_login(network.sanja)

    answer = send(client, text)

    assert answer.status_code == 422
    assert sentence in read(answer.content.decode())[1]
    assert not Code.objects.filter(list_id="unsdcf", code="PB1").exists()


def test_who_loads_no_terms_of_reference_loads_no_framework(client, network, arta, milan, blerim):
    for user in (network.nora, arta, milan, blerim):
        client.force_login(user)

        assert client.get(PAGE).status_code == 403
        assert send(client, NEXT).status_code == 403

    assert not Code.objects.filter(list_id="unsdcf", code="PB1").exists()


def test_a_newer_list_of_the_program_retires_nothing_that_an_office_loaded(network):
    actions.add_framework(network.sanja, NEXT.encode())
    shipped = (actions.FOLDER / "lists" / "unsdcf.csv").read_text(encoding="utf-8")

    actions.store_list(actions.rules.read_list("unsdcf", shipped), "newer")

    assert Code.objects.get(list_id="unsdcf", code="PB1").retired_on is None


def test_the_list_of_lists_leads_to_it_for_who_may(client, network, arta):
    client.force_login(network.sanja)
    links, _text = read(client.get(reverse("reference:lists")).content.decode())
    client.force_login(arta)
    others, _text = read(client.get(reverse("reference:lists")).content.decode())

    assert PAGE in links
    assert PAGE not in others

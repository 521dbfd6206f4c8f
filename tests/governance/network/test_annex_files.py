"""Annex I is handed on as a Word or PDF file, the same for every reader of the Network."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.crawl import read
from waystation.governance.network import actions


@pytest.fixture
def annex(network):
    return actions.members.issue_annex(network.sanja)


@pytest.mark.duty("O-01")
def test_an_edition_of_annex_i_is_downloaded_as_word_and_pdf(client, network, annex):
    client.force_login(network.nora)

    links, _text = read(client.get("/network/annex/").content.decode())
    word = client.get(f"/network/annex/{annex.number}.docx")
    pdf = client.get(f"/network/annex/{annex.number}.pdf")

    with zipfile.ZipFile(io.BytesIO(word.content)) as file:
        parts = [one for one in file.namelist() if one.endswith(".xml")]
        body = "".join(file.read(one).decode() for one in parts)
    assert {f"/network/annex/{annex.number}.{kind}" for kind in ("docx", "pdf")} <= set(links)
    assert "Entity UNICEF" in body
    assert "resolution 1244 (1999)" in body
    assert pdf.content.startswith(b"%PDF")


def test_there_is_no_annex_for_who_is_not_of_the_network(client, annex, arta, milan, blerim):
    for user in (arta, milan, blerim):
        client.force_login(user)

        assert client.get(f"/network/annex/{annex.number}.docx").status_code in {403, 404}


def test_an_edition_that_was_never_issued_and_another_kind_are_not_there(client, network, annex):
    client.force_login(network.nora)

    assert client.get(f"/network/annex/{annex.number + 1}.docx").status_code == 404
    assert client.get(f"/network/annex/{annex.number}.exe").status_code == 404

"""Every published version counts: a column for each question that any of them asked."""

from __future__ import annotations

import csv

import pytest
from django.urls import reverse

from tests.registry.collection.conftest import filled
from tests.registry.collection.test_lists import cells_of, text
from waystation.foundation.access import actions as access

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

VILLAGE = [
    ["type", "name", "label"],
    ["text", "village", "Village"],
    ["text", "phone", "Phone"],
]
SETTLEMENT = [
    ["type", "name", "label"],
    ["text", "settlement", "Settlement"],
    ["text", "phone", "Phone"],
]


@pytest.fixture
def ask(client, analyst):
    secret = access.issue_token(analyst, "test", ["form.read", "submission.read"], 1)

    def asked(form, **query):
        headers = {"authorization": f"Bearer {secret}"}
        return client.get(f"/api/v1/collection/forms/{form.id}/answers", query, headers=headers)

    return asked


def table(client, form, **query):
    """Return the head and the rows of the CSV, and what it says after them."""
    place = reverse("collection:export", args=[form.id, "csv"])
    lines = text(client.get(place, query)).removeprefix("\ufeff").splitlines()
    rows = list(csv.reader(lines))
    end = rows.index([]) if [] in rows else len(rows)
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:end]], rows[end + 1 :]


@pytest.fixture
def two_versions(publish, send):
    """The case 01 of two versions: the second asks for the settlement instead of the village."""
    first = publish("bugv", VILLAGE, "1")
    body = "<village>Gjakova e re</village><phone>044</phone>"
    send(filled("uuid:v1", form="bugv", body=body))
    publish("bugv", SETTLEMENT, "2")
    body = "<settlement>Old mill</settlement><phone>049</phone>"
    send(filled("uuid:v2", form="bugv", version="2", body=body))
    return first.form


def test_a_question_of_an_older_version_is_in_every_export_and_says_which_version_asked_it(
    client, two_versions, analyst, milan, reader_elsewhere
):
    client.force_login(analyst)

    rows, notes = table(client, two_versions)
    book = cells_of(
        client.get(reverse("collection:export", args=[two_versions.id, "xlsx"])).content
    )

    by_id = {row["_submission"]: row for row in rows}
    assert (by_id["uuid:v1"]["village"], by_id["uuid:v1"]["settlement"]) == ("Gjakova e re", "")
    assert (by_id["uuid:v2"]["village"], by_id["uuid:v2"]["settlement"]) == ("", "Old mill")
    assert {row["phone"] for row in rows} == {"044", "049"}
    assert ["village: Asked in version 1."] in notes
    assert ["settlement: Asked in version 2."] in notes
    head = next(row for row in book if "_submission" in row)
    assert {"village", "settlement", "phone"} <= set(head)
    client.force_login(reader_elsewhere)
    assert client.get(reverse("collection:answers", args=[two_versions.id])).status_code == 404
    client.force_login(milan)
    assert client.get(reverse("collection:answers", args=[two_versions.id])).status_code == 404


def test_page_and_api_show_the_question_of_the_older_version(
    client, two_versions, blerim, analyst, ask
):
    told = ask(two_versions).json()
    client.force_login(blerim)
    page = text(client.get(reverse("collection:answers", args=[two_versions.id])))

    versions = {one["key"]: one["versions"] for one in told["columns"]}
    assert versions == {"settlement": ["2"], "phone": ["1", "2"], "village": ["1"]}
    assert {row["answers"]["village"] for row in told["rows"]} == {"Gjakova e re", ""}
    assert "Gjakova e re" in page
    assert "Village (1)" in page


def test_a_question_that_changed_its_type_and_a_choice_that_changed_its_meaning_are_flagged(
    client, publish, send, analyst, ask
):
    head = ["type", "name", "label"]
    choices = [["list_name", "name", "label"], ["h", "1", "Owner"], ["h", "2", "Tenant"]]
    other = [["list_name", "name", "label"], ["h", "1", "Tenant"], ["h", "2", "Tenant"]]
    rows = [head, ["integer", "income", "Income"], ["select_one h", "home", "Home"]]
    form = publish("flagged", rows, "1", choices).form
    send(filled("uuid:f1", form="flagged", body="<income>300</income><home>1</home>"))
    rows = [head, ["text", "income", "Income"], ["select_one h", "home", "Home"]]
    publish("flagged", rows, "2", other)

    changes = {one["key"]: one["changes"] for one in ask(form).json()["columns"]}
    client.force_login(analyst)
    page = text(client.get(reverse("collection:answers", args=[form.id])))

    assert changes["income"] == ["Type int in version 1, string in version 2."]
    assert changes["home"] == ["1 meant “Owner” in version 1, “Tenant” in version 2."]
    assert "Income *" in page
    assert "1 meant “Owner” in version 1, “Tenant” in version 2." in page


def test_a_question_that_moved_into_a_group_keeps_its_column(client, publish, send, analyst):
    head = ["type", "name", "label"]
    form = publish("moved", [head, ["text", "name", "Name"], ["integer", "age", "Age"]], "1").form
    send(filled("uuid:m1", form="moved", body="<name>Zana</name><age>30</age>"))
    # In the second version "name" is there twice, so that its key is no longer the bare name.
    rows = [
        head,
        ["text", "name", "Name"],
        ["begin_group", "child", "Child"],
        ["text", "name", "Name"],
        ["integer", "age", "Age"],
        ["end_group", "", ""],
    ]
    publish("moved", rows, "2")
    body = "<name>Arta</name><child><name>Dona</name><age>7</age></child>"
    send(filled("uuid:m2", form="moved", version="2", body=body))
    client.force_login(analyst)

    rows, _notes = table(client, form)

    by_id = {row["_submission"]: row for row in rows}
    assert (by_id["uuid:m1"]["age"], by_id["uuid:m2"]["age"]) == ("30", "7")
    assert (by_id["uuid:m1"]["name"], by_id["uuid:m2"]["name"]) == ("Zana", "Arta")
    assert by_id["uuid:m2"]["child/name"] == "Dona"
    assert by_id["uuid:m1"]["child/name"] == ""


def test_a_repetition_that_a_later_version_dropped_is_still_a_table(
    client, publish, send, analyst, ask
):
    head = ["type", "name", "label"]
    repeated = [
        head,
        ["begin_repeat", "person", "Person"],
        ["text", "who", "Who"],
        ["end_repeat", "", ""],
    ]
    form = publish("dropped", repeated, "1").form
    send(filled("uuid:d1", form="dropped", body="<person><who>Besa</who></person>"))
    publish("dropped", [head, ["integer", "persons", "Persons"]], "2")
    client.force_login(analyst)

    told = ask(form, repeat="person").json()
    rows, _notes = table(client, form, repeat="person")

    assert told["repeats"] == ["person"]
    assert told["rows"][0]["answers"] == {"who": "Besa"}
    assert [row["who"] for row in rows] == ["Besa"]

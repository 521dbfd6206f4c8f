"""Attached lists are checked against what the form asks of them, before they are kept."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.registry.collection.conftest import filled, workbook
from tests.registry.collection.test_lists import text
from waystation.registry.collection import actions
from waystation.registry.collection.models import FormFile, Submission

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

ROWS = [
    ["type", "name", "label", "choice_filter"],
    ["select_one region", "region", "Region", ""],
    ["select_one_from_file towns.csv", "town", "Town", "region=${region}"],
    ["select_multiple_from_file crops.csv", "crops", "Crops", ""],
]
CHOICES = [["list_name", "name", "label"], ["region", "north", "North"]]
GOOD = "name,label,region\nmitrovice,Mitrovicë,north\nleposaviq,Leposaviq,north\n".encode()


@pytest.fixture
def draft(mission, analyst):
    about = (("form_id", "lists"), ("form_title", "Lists"), ("version", "1"))
    content = workbook(ROWS, CHOICES, about)
    return actions.upload_form(analyst, mission.prishtine.id, "lists.xlsx", content)


@pytest.fixture
def attach(client, draft, analyst):
    client.force_login(analyst)

    def attached(content, name="towns.csv"):
        place = reverse("collection:attach", args=[draft.id])
        return client.post(place, {"file": SimpleUploadedFile(name, content)})

    return attached


def test_a_good_list_reaches_the_phone_and_its_codes_are_checked(
    client, attach, draft, analyst, survey, send
):
    attach(GOOD)
    attach(b"name,label\nmaize,Maize\nbeans,Beans\n", "crops.csv")
    version = actions.publish_version(analyst, draft.id)

    listed = client.get(f"{survey.at}/forms/{version.id}/manifest").content.decode()
    good = "<region>north</region><town>mitrovice</town><crops>maize beans</crops>"
    send(filled("uuid:g", form="lists", body=good))
    send(filled("uuid:b", form="lists", body="<region>north</region><town>nowhere</town>"))

    assert "towns.csv" in listed
    assert "crops.csv" in listed
    states = dict(Submission.objects.values_list("instance_id", "state"))
    assert states == {"uuid:g": "kept", "uuid:b": "held"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"code,label,region\na,A,north\n", "no column “name”, which “town” takes from it"),
        (b"Name,label,region\na,A,north\n", "has a column “Name”"),
        (b"name ,label,region\na,A,north\n", "exactly this heading"),
        (b"name,label\na,A\n", "no column “region”"),
        ("name,label,region\nx,Mitrovicë,north\n".encode("cp1252"), "row 2 holds a letter"),
        ("name,label,region\nx,Mitrovicë,north\n".encode("utf-16"), "UTF-16"),
        (b"name\tlabel\tregion\na\tA\tnorth\n", "separates its columns by “tab”"),
        (b"name,label,region\na,A,north\na,Other,north\n", "Rows 2 and 3"),
        (b"name,label,region\na,A,north\n,B,north\n", "Row 3 of towns.csv has no value"),
        (b"name,label,name\na,A,north\n", "two columns “name”"),
        (b"name,label,region\na,A,north,extra\n", "more cells than the heading line"),
        (b"", "empty"),
        ("name,label,region\nx,M,north\n".encode("utf-16-le"), "UTF-16"),
        (b'name,label,region\na,"A,north\nb,B,north\n', "Row 2 of towns.csv cannot be read"),
        (b'name,"label"s,region\na,A,north\n', "Row 1 of towns.csv cannot be read"),
        (b"sep=;\nname;label;region\na;A;north\n", "begins with “sep=;”"),
        (b"PK\x03\x04\x14\x00\x06\x00", "is a workbook named like a list"),
    ],
)
def test_a_list_that_no_phone_could_use_is_refused_with_its_row(attach, content, words):
    answer = attach(content)

    assert answer.status_code == 422
    assert words in text(answer)
    assert not FormFile.objects.exists()


def test_a_code_with_a_space_is_refused_where_several_are_chosen(attach):
    several = attach(b"name,label\nred beans,Red beans\n", "crops.csv")
    single = attach(b"name,label,region\nnew town,New town,north\n")

    assert several.status_code == 422
    assert "holds a space" in text(several)
    assert single.status_code == 302


def test_the_same_code_under_another_region_and_semicolons_are_fine(attach):
    answer = attach(b"name;label;region\na;A;north\na;A elsewhere;south\n;;\n")

    assert answer.status_code == 302


def test_a_repeated_row_is_noted_on_the_form_until_a_better_list_comes(client, attach, draft):
    page = reverse("collection:form", args=[draft.form_id])
    attach(b"name,label,region\na,A,north\nb,B,north\na,A,north\nc,,north\n")
    noted = text(client.get(page))
    attach(GOOD)

    assert "row 4 repeats" in noted
    assert "row 5 has no label" in noted
    assert "repeats an existing" not in text(client.get(page))


def test_lists_that_come_with_the_upload_are_checked_too(mission, analyst):
    from waystation.foundation.shared.errors import Refusal

    content = workbook(ROWS, CHOICES, (("form_id", "lists"), ("version", "1")))

    with pytest.raises(Refusal, match="no column “label”"):
        actions.upload_form(
            analyst, mission.prishtine.id, "f.xlsx", content, {"towns.csv": b"name,region\na,b\n"}
        )


def test_a_column_that_pulldata_names_is_asked_for(mission, analyst):
    from waystation.foundation.shared.errors import Refusal

    rows = [
        ["type", "name", "label", "calculation"],
        ["text", "card", "Card", ""],
        ["calculate", "who", "", "pulldata('people', 'full_name', 'card_key', ${card})"],
    ]
    content = workbook(rows, [["list_name", "name", "label"]], (("form_id", "p"), ("version", "1")))
    files = {"people.csv": b"card_key,name\n1,Zana\n"}

    with pytest.raises(Refusal, match="no column “full_name”"):
        actions.upload_form(analyst, mission.prishtine.id, "f.xlsx", content, files)
    files = {"people.csv": b"card_key,full_name\n1,Zana\n"}
    assert actions.upload_form(analyst, mission.prishtine.id, "f.xlsx", content, files)


def test_a_geojson_list_needs_its_properties(attach, mission, analyst):
    from waystation.foundation.shared.errors import Refusal

    rows = [["type", "name", "label"], ["select_one_from_file sites.geojson", "site", "Site"]]
    content = workbook(rows, [["list_name", "name", "label"]], (("form_id", "s"), ("version", "1")))

    def upload(body):
        files = {"sites.geojson": body}
        return actions.upload_form(analyst, mission.prishtine.id, "f.xlsx", content, files)

    with pytest.raises(Refusal, match=r"cannot be read|not GeoJSON"):
        upload(b'{"type": "FeatureCollection"}')
    point = '"geometry": {"type": "Point", "coordinates": [21, 42]}'
    with pytest.raises(Refusal, match="no column “title”"):
        upload(f'{{"features": [{{"id": "a", "properties": {{}}, {point}}}]}}'.encode())
    assert upload(
        f'{{"features": [{{"id": "a", "properties": {{"title": "A"}}, {point}}}]}}'.encode()
    )


def test_a_list_that_is_missing_is_shown_in_the_list_of_forms_and_in_the_api(
    client, draft, attach, analyst, milan
):
    from waystation.foundation.access import actions as access

    attach(GOOD)
    secret = access.issue_token(analyst, "test", ["form.read"], 1)

    page = text(client.get(reverse("collection:forms")))
    told = client.get(
        f"/api/v1/collection/forms/{draft.form_id}", headers={"authorization": f"Bearer {secret}"}
    ).json()
    client.force_login(milan)

    assert "crops.csv" in page
    assert "towns.csv" not in page
    assert told["versions"][0]["missing_files"] == ["crops.csv"]
    assert "crops.csv" not in text(client.get(reverse("collection:forms")))


def test_a_draft_whose_lists_are_computed_offers_to_attach_them(client, mission, analyst):
    rows = [
        ["type", "name", "label", "calculation"],
        ["text", "district", "District", ""],
        ["calculate", "head", "", "pulldata(${district}, 'head', 'key', 'a')"],
    ]
    content = workbook(rows, [["list_name", "name", "label"]], (("form_id", "c"), ("version", "1")))
    draft = actions.upload_form(analyst, mission.prishtine.id, "c.xlsx", content)
    client.force_login(analyst)

    page = text(client.get(reverse("collection:version", args=[draft.id])))

    assert reverse("collection:attach", args=[draft.id]) in page

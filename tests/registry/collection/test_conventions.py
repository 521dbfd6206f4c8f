"""Every way in which people's forms name a list works from the upload to the phone's answer.

Each convention: the form is uploaded and published, the phone finds its files in the manifest, a
true answer is stored, an answer that is not on the list is held.
"""

import re
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.analysis.xforms.tables import submission, workbook
from waystation.foundation.shared.errors import Refusal
from waystation.registry.collection import actions
from waystation.registry.collection.models import Submission

pytestmark = pytest.mark.django_db

TOWNS = b"name,label,region,price\nt1,Town one,north,5\nt2,Town two,south,7\n"


@pytest.fixture
def phone(mission, analyst, arta, client):
    """Upload a form with its files, publish it, and answer it as a phone does."""

    def publish(book, **files):
        files = {name.replace("__", "."): body for name, body in files.items()}
        office = mission.prishtine.id
        draft = actions.upload_form(analyst, office, "survey.xlsx", book)
        for name, body in files.items():
            actions.attach_file(analyst, draft.id, name, body)
        version = actions.publish_version(analyst, draft.id)
        _, token = actions.add_app_user(analyst, office, arta.id, "Tablet")
        at = f"/forms/key/{token}"

        def manifest():
            listed = client.get(f"{at}/formList").content.decode()
            address = re.search("<manifestUrl>(.*?)<", listed)
            return client.get(address[1]).content.decode() if address else ""

        def problems(body, **about):
            number = Submission.objects.count()
            xml = submission(body, instance=f"uuid:{number}", **about)
            part = SimpleUploadedFile("s.xml", xml, "text/xml")
            answer = client.post(f"{at}/submission", {"xml_submission_file": part})
            assert answer.status_code == 201, answer.content
            kept = Submission.objects.order_by("id").last()
            return [(one["kind"], one["question"]) for one in kept.problems]

        return SimpleNamespace(
            problems=problems, files=lambda: re.findall("<filename>(.*?)<", manifest()),
            notes=version.notes, version=version,
        )  # fmt: skip

    return publish


CHOICES = """
list_name | name | label
region | north | North
region | south | South
"""


def test_select_one_external_makes_its_list_and_checks_it(phone):
    book = workbook(
        """
        type | name | label | choice_filter
        select_one region | region | Region
        select_one_external town | town | Town | region=${region}
        """,
        CHOICES,
        external_choices="""
        list_name | name | label | region
        town | t1 | Town one | north
        town | t2 | Town two | south
        """,
    )

    form = phone(book)

    assert form.files() == ["itemsets.csv"]
    assert form.problems("<region>north</region><town>t1</town>") == []
    assert form.problems("<region>north</region><town>t2</town>") == [("choice", "town")]
    assert form.problems("<region>north</region><town>nowhere</town>") == [("choice", "town")]


def test_select_one_external_of_two_lists_in_a_repeat(phone):
    book = workbook(
        """
        type | name | label | choice_filter
        begin_repeat | stay | Stay
        select_one region | region | Region
        select_one_external town | town | Town | region=${region}
        select_one_external camp | camp | Camp | town=${town}
        end_repeat
        """,
        CHOICES,
        external_choices="""
        list_name | name | label | region | town
        town | t1 | Town one | north |
        town | t2 | Town two | south |
        camp | c1 | Camp one | | t1
        camp | t1 | Camp two | | t2
        """,
    )

    form = phone(book)
    first = "<stay><region>north</region><town>t1</town><camp>c1</camp></stay>"
    second = "<stay><region>south</region><town>t2</town><camp>t1</camp></stay>"

    assert form.problems(first + second) == []
    assert form.problems(first + second.replace(">t1<", ">c1<")) == [("choice", "camp")]


def test_search_in_an_appearance_asks_for_its_file_and_checks_the_codes(phone, mission, analyst):
    book = workbook(
        """
        type | name | label | appearance
        select_one crops | fruit | Crop | minimal search('crops')
        """,
        "list_name | name | label\ncrops | code | title",
    )
    draft = actions.upload_form(analyst, mission.prishtine.id, "survey.xlsx", book)
    with pytest.raises(Refusal, match=r"Attach crops\.csv first"):
        actions.publish_version(analyst, draft.id)
    with pytest.raises(Refusal, match="has no column “code”"):
        actions.attach_file(analyst, draft.id, "crops.csv", b"name,title\nmaize,Maize\n")

    form = phone(book, crops__csv=b"code,title\nmaize,Maize\nwheat,Wheat\n")

    assert form.files() == ["crops.csv"]
    assert form.problems("<fruit>maize</fruit>") == []
    assert form.problems("<fruit>gold</fruit>") == [("choice", "fruit")]


def test_search_with_a_filter_and_a_choice_of_its_own(phone):
    book = workbook(
        """
        type | name | label | appearance
        select_one region | region | Region
        select_one towns | town | Town | search('towns', 'matches', 'region', ${region}) quick
        select_multiple some | seen | Seen | search('towns', 'contains', 'label,name', 'TWO')
        """,
        CHOICES + "towns | name | label\ntowns | 99 | Another\nsome | name | label",
    )

    form = phone(book, towns__csv=TOWNS)

    assert form.problems("<region>north</region><town>t1</town><seen>t2</seen>") == []
    assert form.problems("<region>north</region><town>99</town>") == []
    assert form.problems("<region>north</region><town>t2</town>") == [("choice", "town")]
    assert form.problems("<region>north</region><seen>t2 t1</seen>") == [("choice", "seen")]


def test_pulldata_with_a_literal_name_is_asked_for_and_judged_again(phone):
    book = workbook(
        """
        type | name | label | calculation | constraint
        text | town | Town
        calculate | price | | pulldata('towns', 'price', 'name', ${town})
        integer | paid | Paid | | . <= pulldata('towns.csv', 'price', 'name', ${town})
        """
    )

    form = phone(book, towns__csv=TOWNS)

    assert form.files() == ["towns.csv"]
    assert form.problems("<town>t1</town><price>5</price><paid>5</paid>") == []
    assert form.problems("<town>t1</town><price>6</price><paid>6</paid>") == [
        ("calculate", "price"),
        ("constraint", "paid"),
    ]


def test_pulldata_with_a_computed_name_takes_every_csv_that_is_attached(phone):
    book = workbook(
        """
        type | name | label | calculation
        select_one region | region | Region
        calculate | price | | pulldata(concat('prices_', ${region}), 'price', 'name', 'bread')
        """,
        CHOICES,
    )

    form = phone(
        book, prices_north__csv=b"name,price\nbread,3\n", prices_south__csv=b"name,price\nbread,4\n"
    )

    assert form.files() == ["prices_north.csv", "prices_south.csv"]
    assert any("Attach every CSV file" in note["sentence"] for note in form.notes)
    assert "concat(" not in bytes(form.version.xml).decode().split("<bind")[0]
    assert form.problems("<region>south</region><price>4</price>") == []
    assert form.problems("<region>south</region><price>3</price>") == [("calculate", "price")]


def test_a_list_that_a_computed_name_means_but_nobody_attached_is_named(phone):
    book = workbook(
        """
        type | name | label | calculation
        select_one region | region | Region
        calculate | price | | pulldata(if(${region} = 'north', 'a', 'b'), 'price', 'name', 'bread')
        """,
        CHOICES,
    )

    form = phone(book, a__csv=b"name,price\nbread,3\n")

    assert form.problems("<region>north</region><price>3</price>") == []
    assert form.problems("<region>south</region><price>3</price>") == [("rule", "price")]


GEOJSON = b"""{"type": "FeatureCollection", "features": [
 {"type": "Feature", "id": "w1", "properties": {"title": "Well", "kind": "well", "depth": 12},
  "geometry": {"type": "Point", "coordinates": [21.16, 42.66]}},
 {"type": "Feature", "id": "s1", "properties": {"title": "Spring", "kind": "spring"},
  "geometry": {"type": "Point", "coordinates": [20.5, 42.5, 300]}}]}"""
XML = b"<root><item><name>h1</name><label>Mission 1</label><block>b1</block></item></root>"


def test_choices_from_csv_geojson_and_xml_files(phone):
    book = workbook(
        """
        type | name | label | parameters | choice_filter
        select_one region | region | Region
        select_one_from_file towns.csv | town | Town | value=name label=label | region=${region}
        select_multiple_from_file water.geojson | water | Water
        select_one_from_file missions.xml | mission | Mission | | block='b1'
        """,
        CHOICES,
    )

    form = phone(book, towns__csv=TOWNS, water__geojson=GEOJSON, missions__xml=XML)
    good = "<region>north</region><town>t1</town><water>w1 s1</water><mission>h1</mission>"

    assert form.files() == ["missions.xml", "towns.csv", "water.geojson"]
    assert form.problems(good) == []
    assert form.problems(good.replace("t1", "t2")) == [("choice", "town")]
    assert form.problems(good.replace("s1", "s2")) == [("choice", "water")]
    assert form.problems(good.replace("h1", "h2")) == [("choice", "mission")]


def test_a_place_of_a_geojson_list_is_read_as_odk_writes_it(phone):
    book = workbook(
        """
        type | name | label | calculation
        select_one_from_file water.geojson | water | Water
        calculate | place | | instance('water')/root/item[id = ${water}]/geometry
        calculate | depth | | instance('water')/root/item[id = ${water}]/depth + 1
        """
    )

    form = phone(book, water__geojson=GEOJSON)

    assert form.problems(
        "<water>w1</water><place>42.66 21.16 0 0</place><depth>13</depth>"
    ) == []  # fmt: skip
    assert form.problems("<water>s1</water><place>42.66 21.16 0 0</place>") == [
        ("calculate", "place")
    ]


QUERY = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
<h:head><h:title>Survey</h:title><model><instance><data id="survey" version="1"><region/><town/>
<meta><instanceID/></meta></data></instance><bind nodeset="/data/region"/>
<bind nodeset="/data/town"/></model></h:head><h:body><input ref="/data/region"/>
<input ref="/data/town" query="instance('town')/root/item[region = /data/region]"/></h:body>
</h:html>"""


def test_a_query_in_an_xform_reads_itemsets(mission, analyst, arta, client):
    draft = actions.upload_form(analyst, mission.prishtine.id, "survey.xml", QUERY.encode())
    with pytest.raises(Refusal, match=r"Attach itemsets\.csv first"):
        actions.publish_version(analyst, draft.id)
    lists = b"list_name,name,label,region\ntown,t1,One,north\nother,t2,Two,north\n"
    actions.attach_file(analyst, draft.id, "itemsets.csv", lists)
    actions.publish_version(analyst, draft.id)
    _, token = actions.add_app_user(analyst, mission.prishtine.id, arta.id, "Tablet")

    for town in ("t1", "t2"):
        xml = submission(f"<region>north</region><town>{town}</town>", instance=town)
        part = SimpleUploadedFile("s.xml", xml, "text/xml")
        client.post(f"/forms/key/{token}/submission", {"xml_submission_file": part})

    states = dict(Submission.objects.values_list("instance_id", "state"))
    assert states == {"t1": "kept", "t2": "held"}


def test_or_other_default_language_trigger_and_audit_work_together(phone):
    book = workbook(
        """
        type | name | label::English (en) | label::Shqip (sq) | trigger | calculation | parameters
        start | start
        audit | | | | | | location-priority=balanced location-min-interval=60 location-max-age=120
        select_one region or_other | region | Region | Rajoni
        dateTime | asked_at | Asked | Koha | ${region} | now()
        integer | rooms | Rooms | Dhoma
        range | warm | Warm | Ngrohtë | | | start=1 end=5 step=2
        """,
        """
        list_name | name | label::English (en) | label::Shqip (sq)
        region | north | North | Veri
        """,
        "form_id | version | default_language\nsurvey | 1 | Shqip (sq)",
    )

    form = phone(book)
    start = "<start>2026-11-20T09:00:00+01:00</start>"
    asked = "<asked_at>2020-01-01T00:00:00Z</asked_at>"

    assert form.problems(f"{start}<region>other</region><region_other>Hill</region_other>") == []
    assert form.problems(f"{start}<region>hill</region>") == [("choice", "region")]
    assert form.problems(f"{start}<region>north</region>{asked}<warm>3</warm>") == []
    assert form.problems(f"{start}<region>north</region><warm>2</warm>") == [("range", "warm")]

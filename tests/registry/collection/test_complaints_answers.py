"""What people reported to other products about answers and attached lists, rebuilt small and sent
by a phone, from the upload to the export.
"""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.registry.collection.conftest import filled
from tests.registry.collection.typed import HEAD, YES_NO, book
from waystation.foundation.shared.errors import Refusal
from waystation.registry.collection import actions
from waystation.registry.collection.models import Submission

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


# --- what phones write --------------------------------------------------------------------


def test_numbers_with_an_exponent_are_numbers_as_phones_write_them(answer):
    content = book(
        survey=[
            [*HEAD, "calculation"],
            ["geopoint", "g", "G", ""],
            ["decimal", "x", "X", ""],
            ["calculate", "c", "", "${x} * 1000000"],
        ]
    )

    problems, rows = answer(
        content,
        "<g>42.1 -21.0 4.0E-4 5.0</g><x>1.2E7</x><c>1.2E13</c>",
        "<g>42.1, 21.0</g><x>1,2</x>",
    )

    assert problems == [[], [("type", "g"), ("type", "x")]]
    assert (rows[0]["g"], rows[0]["c"]) == ("42.1 -21.0 4.0E-4 5.0", "1.2E13")


def test_a_whole_number_among_decimals_is_reckoned_with_as_phones_do(answer):
    content = book(
        survey=[
            [*HEAD, "calculation", "choice_filter"],
            ["decimal", "x", "X", "", ""],
            ["calculate", "said", "", "concat(${x}, ' kg')", ""],
            ["select_one sizes", "size", "Size", "", "weight = ${x}"],
        ],
        choices=[["list_name", "name", "label", "weight"], ["sizes", "s", "S", "2"],
                 ["sizes", "l", "L", "2.5"]],
    )  # fmt: skip

    problems, rows = answer(
        content,
        "<x>2.0</x><said>2 kg</said><size>s</size>",
        "<x>2.5</x><said>2.5 kg</said><size>l</size>",
        "<x>2.0</x><said>3 kg</said><size>l</size>",
    )

    assert problems == [[], [], [("calculate", "said"), ("choice", "size")]]
    assert [row["x"] for row in rows] == ["2.0", "2.5", "2.0"]


def test_a_form_that_gives_no_instance_id_loses_no_submission(
    answer, send, survey, analyst, upload_draft
):
    content = book(
        survey=[HEAD, ["text", "a", "A"]],
        settings=[["form_id", "omit_instanceID"], ["without", "yes"]],
    )
    actions.publish_version(analyst, upload_draft(content).id)

    sent = [
        send(f'<data id="without"><a>{word}</a></data>'.encode()).status_code
        for word in ("one", "two", "one")
    ]

    assert sent == [201, 201, 201]
    assert Submission.objects.filter(form__key="without").count() == 2


def test_a_submission_without_the_instance_id_that_its_form_gives_is_refused(send, survey):
    sent = send(b'<data id="household" version="1"><name>Zana</name></data>')

    assert sent.status_code == 422
    assert "has no instance id" in sent.content.decode()


def test_eighty_photos_of_one_interview_arrive_in_two_requests(upload_draft, analyst, send):
    rows = [
        [*HEAD, "parameters"],
        ["begin_repeat", "r", "R", ""],
        ["image", "p", "P", "max-pixels=900"],
        ["end_repeat"],
    ]
    version = actions.publish_version(analyst, upload_draft(book(survey=rows)).id)
    names = [f"p{number}.jpg" for number in range(80)]
    body = "".join(f"<r><p>{name}</p></r>" for name in names)
    content = filled("uuid:many", version.name, version.form.key, body)

    sent = [
        send(content, **{name.replace(".", "_"): name.encode() for name in some}).status_code
        for some in (names[:40], names[40:])
    ]

    kept = Submission.objects.get()
    assert sent == [201, 201]
    assert kept.attachments.count() == 80
    assert kept.missing_files == []


def test_the_length_of_a_text_is_counted_as_phones_count_it(answer):
    content = book(
        survey=[[*HEAD, "constraint"], ["text", "a", "A", "string-length(.) = 3"]],
    )

    problems, rows = answer(content, "<a>ë\U0001f600</a>", "<a>ëë</a>")

    assert problems == [[], [("constraint", "a")]]
    assert rows[0]["a"] == "ë\U0001f600"


def test_a_ranking_names_each_choice_once(answer):
    content = book(survey=[HEAD, ["rank yn", "a", "A"]], choices=YES_NO)

    problems, _rows = answer(content, "<a>no yes</a>", "<a>no no</a>")

    assert problems == [[], [("choice", "a")]]


def test_a_picture_that_the_form_itself_shows_is_not_missing(answer):
    content = book(
        survey=[[*HEAD, "default", "parameters"], ["image", "p", "P", "map.png", "max-pixels=900"]]
    )

    _problems, rows = answer(content, "<p>jr://images/map.png</p>", "<p>mine.png</p>")

    assert [row["_missing_files"] for row in rows] == ["", "mine.png"]


# --- attached lists -----------------------------------------------------------------------

TOWNS = b"list_name,name,label,region\ntowns,mitrovice,Mitrovica,north\ntowns,peje,Peja,west\n"
QUERY = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>q</h:title><model><instance>
 <data id="q" version="1"><region/><town/><meta><instanceID/></meta></data></instance>
 <bind nodeset="/data/region" type="string"/><bind nodeset="/data/town" type="string"/>
 </model></h:head><h:body><input ref="/data/region"><label>Region</label></input>
 <input ref="/data/town" query="instance('towns')/root/item[region= /data/region ]">
 <label>Town</label></input></h:body></h:html>"""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (TOWNS.replace(b"region\n", b"district\n"), "has no column “region”"),
        (TOWNS.replace(b"towns,", b"villages,"), "itemsets.csv has no list “towns”"),
        (TOWNS + b"towns,gjilan,Gjilan, the town,east\n", "Row 4 of itemsets.csv has more cells"),
        (TOWNS.replace(b"peje", b""), "Row 3 of itemsets.csv has no value in the column name"),
        (TOWNS.replace(b",name", b", name"), "has a column “ name”"),
    ],
)
def test_an_itemsets_file_that_no_phone_could_use_is_refused(content, said, upload_draft):
    with pytest.raises(Refusal, match=said):
        upload_draft(QUERY.encode(), "q.xml", {"itemsets.csv": content})


def test_an_itemsets_file_in_two_languages_with_other_lists_is_good(client, upload_draft, analyst):
    draft = upload_draft(QUERY.encode(), "q.xml")
    content = TOWNS.replace(b"label", b"label::sq") + b"other,peje,Another list,west\n"
    client.force_login(analyst)

    place = reverse("collection:attach", args=[draft.id])
    kept = client.post(place, {"file": SimpleUploadedFile("itemsets.csv", content)})

    assert kept.status_code == 302
    assert [note for note in draft.notes if "file" in note] == []


def test_pulldata_may_look_into_the_file_of_external_choices(answer):
    content = book(
        survey=[
            [*HEAD, "calculation"],
            ["text", "k", "K", ""],
            ["calculate", "v", "", "pulldata('itemsets', 'label', 'name', ${k})"],
        ]
    )

    problems, _rows = answer(
        content,
        "<k>peje</k><v>Peja</v>",
        "<k>peje</k><v>Gjakova</v>",
        files={"itemsets.csv": TOWNS},
    )

    assert problems == [[], [("calculate", "v")]]


def test_a_list_with_the_line_ends_of_an_old_mac_is_read(answer):
    content = book(survey=[HEAD, ["select_one_from_file t.csv", "a", "A"]])

    problems, _rows = answer(
        content, "<a>x</a>", "<a>q</a>", files={"t.csv": b"name,label\rx,X\ry,Y\r"}
    )

    assert problems == [[], [("choice", "a")]]


@pytest.mark.parametrize("name", ["_submission", "_received", "_version", "_state", "_export"])
def test_a_question_named_like_a_column_of_the_file_has_its_own(name, answer):
    content = book(survey=[HEAD, ["text", name, "A"], ["text", "b", "B"]])

    _problems, rows = answer(content, f"<{name}>mine</{name}><b>x</b>")

    assert rows[0][f"{name}_"] == "mine"
    assert rows[0]["b"] == "x"


def test_a_question_in_a_repetition_named_like_the_number_of_its_row_loses_neither(client, answer):
    content = book(survey=[HEAD, ["begin_repeat", "r", "R"], ["text", "_row", "A"], ["end_repeat"]])
    answer(content, "<r><_row>first</_row></r><r><_row>second</_row></r>")
    form = Submission.objects.get(form__key="probe").form

    answers = client.get(f"/forms/{form.id}/answers.csv?repeat=r")
    rows = list(csv.DictReader(io.StringIO(b"".join(answers).decode("utf-8-sig"))))

    assert sorted((row["_row"], row["r/_row"]) for row in rows) == [("1", "first"), ("2", "second")]


def test_numbers_that_excel_would_change_stay_text_in_the_workbook(client, answer):
    content = book(survey=[HEAD, ["integer", "a", "A"], ["decimal", "x", "X"]])
    answer(content, "<a>123456789012345678</a><x>2.50</x>", "<a>12</a><x>007.5</x>")
    form = Submission.objects.filter(form__key="probe").first().form

    workbook = client.get(f"/forms/{form.id}/answers.xlsx").content
    sheet = openpyxl.load_workbook(io.BytesIO(workbook)).worksheets[0]
    cells = {cell.value for row in sheet.iter_rows() for cell in row}

    assert {"123456789012345678", 2.5, 12, "007.5"} <= cells

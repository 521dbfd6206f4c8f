"""What people reported to other products, rebuilt small: upload, publish, phone, answers, export.

Each test is one kind; where the kind has several forms, several are tried.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.registry.collection.conftest import filled
from waystation.analysis.xforms import sheet
from waystation.analysis.xforms.messages import Note
from waystation.foundation.shared.errors import Refusal
from waystation.registry.collection import actions
from waystation.registry.collection.models import Submission

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
HEAD = ["type", "name", "label"]
HALF_PAST_TEN = datetime(2026, 1, 2, 10, 30)  # noqa: DTZ001  Excel knows no zones
YES_NO = [["list_name", "name", "label"], ["yn", "yes", "Yes"], ["yn", "no", "No"]]


def book(**sheets):
    """Return a workbook whose cells have the types that a person gives them in Excel."""
    file = io.BytesIO()
    made = xlsxwriter.Workbook(file, {"in_memory": True})
    day = made.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        page = made.add_worksheet(name.replace("__", " "))
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                match cell:
                    case bool():
                        page.write_boolean(at, column, cell)
                    case int() | float():
                        page.write_number(at, column, cell)
                    case date():
                        page.write_datetime(at, column, cell, day)
                    case "":
                        pass
                    case _:
                        page.write_string(at, column, cell)
    made.close()
    return file.getvalue()


@pytest.fixture
def upload(mission, analyst):
    """Upload a workbook as a draft; return it with what its notes say."""

    def send(content, name="probe.xlsx", files=None):
        draft = actions.upload_form(analyst, mission.prishtine.id, name, content, files or {})
        draft.said = [str(Note.from_json(note)) for note in draft.notes if "code" in note]
        return draft

    return send


@pytest.fixture
def answer(upload, analyst, client, send, survey):
    """Publish a workbook, send answers as a phone; return the problems and the CSV file's rows."""

    def run(content, *bodies, files=None, key="probe"):
        version = actions.publish_version(analyst, upload(content, files=files).id)
        for number, body in enumerate(bodies):
            sent = filled(f"uuid:{number}", version.name, version.form.key, body)
            assert send(sent).status_code == 201
        client.force_login(analyst)
        place = reverse("collection:export", args=[version.form_id, "csv"])
        text = b"".join(client.get(place).streaming_content).decode("utf-8-sig")
        problems = [
            [(one["kind"], one["question"]) for one in submission.problems]
            for submission in Submission.objects.filter(form=version.form).order_by("id")
        ]
        return problems, list(csv.DictReader(io.StringIO(text)))[::-1]

    return run


# --- what is in the cells -----------------------------------------------------------------


def test_dates_numbers_and_truths_typed_as_such_in_excel_are_read_as_they_are_shown(answer):
    day = date(2026, 1, 2)
    content = book(
        survey=[
            [*HEAD, "required", "default"],
            ["select_one codes", "a", "A", True, ""],
            ["date", "d", "D", False, day],
            ["decimal", "x", "X", False, 0.1],
        ],
        choices=[["list_name", "name", "label"], ["codes", True, "Yes"], ["codes", 1.0, 1],
                 ["codes", day, "That day"]],
        settings=[["form_id", "version"], ["typed", day]],
    )  # fmt: skip

    problems, rows = answer(
        content,
        "<a>TRUE</a><d>2026-01-02</d><x>0.1</x>",
        "<a>1</a><d>2026-01-02</d>",
        "<a>2026-01-02</a>",
        "<a>2026-01-02 00:00:00</a>",
    )

    assert problems == [[], [], [], [("choice", "a")]]
    assert rows[0]["_version"] == "2026-01-02"
    assert (rows[0]["a"], rows[0]["d"], rows[0]["x"]) == ("TRUE", "2026-01-02", "0.1")


def test_a_time_in_the_version_stays_and_a_default_with_a_time_is_one_that_phones_read(upload):
    content = book(
        survey=[[*HEAD, "default"], ["dateTime", "d", "D", HALF_PAST_TEN]],
        settings=[["form_id", "version"], ["timed", "2026-01-02 10:30:00"]],
    )

    draft = upload(content)

    assert draft.name == "2026-01-02 10:30:00"
    assert b"<d>2026-01-02T10:30:00</d>" in bytes(draft.xml)


def test_the_same_letters_typed_on_two_keyboards_are_one_name(answer):
    apart, composed = "e\u0301cole", "\u00e9cole"
    content = book(
        survey=[
            [*HEAD, "relevant"],
            ["text", apart, "School", ""],
            ["text", "b", "B", f"${{{composed}}} != ''"],
        ]
    )

    problems, rows = answer(content, f"<{composed}>x</{composed}><b>y</b>")

    assert problems == [[]]
    assert rows[0][composed] == "x"


def test_marks_that_nobody_sees_around_a_cell_do_not_matter(answer):
    content = book(
        survey=[
            ["\ufefftype ", "name\u200b", " label\u00a0"],
            ["select_one  yn ", "a\u200b", "A"],
            ["text\u00a0", "b ", "B"],
        ],
        choices=[["list_name ", "name", "label"], ["yn ", "yes\u00a0", "Yes"], ["yn", "no", "No"]],
    )

    problems, _rows = answer(content, "<a>yes</a><b>x</b>", "<a>maybe</a>")

    assert problems == [[], [("choice", "a")]]


# --- the workbook itself ------------------------------------------------------------------


def open_document():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", "<x/>")
    return file.getvalue()


WITH_PASSWORD = bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le") * 2


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("f.ods", open_document(), "f.ods is a workbook of LibreOffice. Save it as .xlsx"),
        ("f.xlsx", WITH_PASSWORD, "f.xlsx is protected with a password"),
        ("f.csv", b"type,name,label\ntext,a,A\n", "neither an Excel workbook nor an XForm"),
        (
            "f.xlsx",
            book(survey=[HEAD, ["select_one yn", "a", "A"]], choice=YES_NO),
            "no sheet “choices”, but one “choice”",
        ),
        ("f.xlsx", book(survey__=[HEAD, ["text", "a", "A"]], x=[["a"]]), "one “survey ”. Rename"),
    ],
)
def test_a_workbook_of_another_kind_says_what_to_do(name, content, said, upload):
    with pytest.raises(Refusal, match=said):
        upload(content, name)


@pytest.mark.data
def test_an_old_workbook_that_one_reader_needs_gigabytes_for_is_read_by_the_other(
    data, monkeypatch
):
    """As LibreOffice writes small forms; the reader then asked for 1.5 GB."""
    old = next((data / "tracking" / "xlsforms").rglob("*.xls"))

    def greedy(_file):
        raise MemoryError

    monkeypatch.setattr("python_calamine.CalamineWorkbook.from_filelike", greedy)
    read = sheet.read_upload(old.name, old.read_bytes())

    assert read.definition.questions


# --- what is wrong has a place and a way out ----------------------------------------------

WRONG = {
    "a list without a name": (
        [HEAD, ["select_one", "a", "A"]], YES_NO,
        "Sheet survey, row 2, column A: “select_one” needs the name of its list",
    ),
    "a file with a space": (
        [HEAD, ["select_one_from_file my towns.csv", "a", "A"]], YES_NO,
        "Sheet survey, row 2, column A: .* needs the name of one file after it, without spaces",
    ),
    "a space in a code of several": (
        [HEAD, ["select_multiple yn", "a", "A"]], [*YES_NO, ["yn", "not sure", "?"]],
        "Sheet choices, row 4, column B: The choice “not sure” of the list yn has a space",
    ),
    "two files of one name": (
        [HEAD, ["select_one_from_file t.csv", "a", "A"], ["select_one_from_file t.xml", "b", "B"]],
        YES_NO, "Sheet survey, row 2, column A: Two files or lists .* called “t”",
    ),
    "a matrix of Kobo": (
        [HEAD, ["begin_kobomatrix", "m", "M"], ["text", "a", "A"], ["end_kobomatrix", "", ""]],
        YES_NO, "Sheet survey, row 2, column A: .* is a type of question of KoboToolbox",
    ),
    "two headings in one cell": (
        [[*HEAD, "required_message::French(fr)required_message::English(en)"],
         ["text", "a", "A", "Please"]], YES_NO,
        "Sheet survey, row 2, column D: pyxform, .* fault with the column “required_message::F",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_named_with_its_place(what, upload):
    survey, choices, said = WRONG[what]

    with pytest.raises(Refusal) as refused:
        upload(book(survey=survey, choices=choices))

    assert re.match(said, refused.value.in_english()), refused.value.in_english()


NOTED = {
    "an appearance under relevant": (
        {"survey": [[*HEAD, "relevant"], ["text", "a", "A", "field-list"]]},
        "Sheet survey, row 2, column D: A rule of “a” reads “field-list”, which is no question",
    ),
    "a question named without its brackets": (
        {
            "survey": [
                [*HEAD, "constraint"],
                ["integer", "age", "A", ""],
                ["text", "b", "B", "age > 1"],
            ]
        },
        "Sheet survey, row 3, column D: A rule of “b” reads “age”, which is no question",
    ),
    "media without its kind": (
        {"survey": [[*HEAD, "media"], ["text", "a", "A", "x.png"]]},
        "Sheet survey, row 2, column D: The column needs its kind: media::image",
    ),
    "a column without a heading": (
        {"survey": [[*HEAD, ""], ["text", "a", "A", "x"]]},
        "Sheet survey, row 2, column D: The column has no heading",
    ),
    "a default language that is none": (
        {
            "survey": [["type", "name", "label::Shqip (sq)"], ["text", "a", "A"]],
            "settings": [["form_id", "default_language"], ["f", "Albanian"]],
        },
        "Sheet settings, row 2, column B: The default language “Albanian” is none",
    ),
}


@pytest.mark.parametrize("what", NOTED)
def test_what_is_read_by_nobody_is_noted_with_its_place(what, upload):
    sheets, said = NOTED[what]

    draft = upload(book(**sheets))

    assert [one for one in draft.said if one.startswith(said)], draft.said


def test_a_picture_with_its_kind_and_language_is_not_noted(upload):
    content = book(
        survey=[
            ["type", "name", "label::Shqip (sq)", "media::image::Shqip (sq)"],
            ["text", "a", "A", "x.png"],
        ],
        settings=[["form_id", "default_language"], ["f", "Shqip (sq)"]],
    )

    draft = upload(content)

    assert draft.said == []
    assert draft.media == ["x.png"]


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
    answer, send, survey, analyst, upload
):
    content = book(
        survey=[HEAD, ["text", "a", "A"]],
        settings=[["form_id", "omit_instanceID"], ["without", "yes"]],
    )
    actions.publish_version(analyst, upload(content).id)

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
def test_an_itemsets_file_that_no_phone_could_use_is_refused(content, said, upload):
    with pytest.raises(Refusal, match=said):
        upload(QUERY.encode(), "q.xml", {"itemsets.csv": content})


def test_an_itemsets_file_in_two_languages_with_other_lists_is_good(client, upload, analyst):
    draft = upload(QUERY.encode(), "q.xml")
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


@pytest.mark.parametrize("name", ["_submission", "_received", "_version", "_state"])
def test_a_question_named_like_a_column_of_the_file_has_its_own(name, answer):
    content = book(survey=[HEAD, ["text", name, "A"], ["text", "b", "B"]])

    _problems, rows = answer(content, f"<{name}>mine</{name}><b>x</b>")

    assert "mine" in rows[0].values()
    assert rows[0]["b"] == "x"

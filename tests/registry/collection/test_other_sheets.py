"""Forms in .ods (LibreOffice, Google Sheets) and in .csv go the whole way, as those of Excel do."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, time

import pytest

from tests.registry.collection import open_document, typed
from tests.registry.collection.conftest import CHOICES, SURVEY, filled
from tests.registry.collection.typed import HEAD
from waystation.analysis.xforms import support
from waystation.foundation.shared.errors import NotAllowed, Refusal
from waystation.registry.collection import actions
from waystation.registry.collection.models import Form, FormVersion, Submission

pytestmark = pytest.mark.django_db
SETTINGS = [["form_id", "form_title", "version"], ["household", "Household", "1"]]
SHEETS = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS}


def as_csv(sheets, delimiter=","):
    """Return sheets as pyxform writes them in CSV: the name of each in the first column."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter)
    for name, rows in sheets.items():
        writer.writerow([name])
        writer.writerows([["", *row] for row in rows])
    return file.getvalue().encode()


def as_markdown(sheets):
    """Return sheets as people write them in forums: a table, the name of each sheet first."""
    lines = ["Here is my form:", ""]
    for name, rows in sheets.items():
        lines.append(f"| {name} | |")
        for row in rows:
            cells = (str(cell).replace("|", r"\|") for cell in row)
            lines.append(f"|  | {' | '.join(cells)} |")
        lines.insert(len(lines) - len(rows) + 1, "| --- | :---: |")
    return "\n".join(lines).encode()


XFORM = b"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
<h:head><model><instance><data id="household"><a/></data></instance></model></h:head><h:body>
<input ref="/data/a"><label>A</label></input></h:body></h:html>"""
GOOD = {
    "LibreOffice": ("household.ods", open_document.book(**SHEETS)),
    "LibreOffice, named as of Excel": ("household.xlsx", open_document.book(**SHEETS)),
    "CSV": ("household.csv", as_csv(SHEETS)),
    "CSV with semicolons and the mark of Excel": (
        "household.csv", b"\xef\xbb\xbf" + as_csv(SHEETS, ";"),
    ),
    "Markdown": ("household.md", as_markdown(SHEETS)),
    "Unicode text of Excel": ("household.csv", as_csv(SHEETS, "\t").decode().encode("utf-16")),
}  # fmt: skip


@pytest.mark.parametrize("what", GOOD)
def test_a_form_of_another_program_is_published_answered_and_checked(what, mission, analyst, arta):
    name, content = GOOD[what]
    office = mission.prishtine.id
    excel = actions.upload_form(analyst, office, "household.xlsx", typed.book(**SHEETS))
    of_excel = bytes(excel.xml)

    draft = actions.upload_form(analyst, office, name, content)
    version = actions.publish_version(analyst, draft.id)
    for number, xml in enumerate([filled("uuid:1"), filled("uuid:2").replace(b"34<", b"340<")]):
        actions.receive_submission(arta, xml, {})
        assert Submission.objects.count() == number + 1

    assert bytes(version.xml) == of_excel
    assert bytes(version.workbook) == content
    found = [[p["kind"] for p in one.problems] for one in Submission.objects.order_by("id")]
    assert found == [[], ["constraint"]]


def test_cells_of_libreoffice_are_read_as_those_of_excel(answer):
    survey = [
        [*HEAD, "required", "default"],
        ["select_one codes", "a", "A  wide\nlabel", True, ""],
        [],
        ["date", "d", "D", False, date(2026, 1, 2)],
        ["time", "t", "T", False, time(9, 30)],
        ["dateTime", "m", "M", False, datetime(2026, 1, 2, 10, 30)],  # noqa: DTZ001
        ["decimal", "x", "X", False, 0.1],
    ]
    choices = [["list_name", "name", "label"], ["codes", True, "Yes"], ["codes", 1.0, 1]]
    settings = [["form_id", "version"], ["typed", date(2026, 1, 2)]]
    content = open_document.book(survey=survey, choices=choices, settings=settings)

    problems, rows = answer(
        content, "<a>TRUE</a><d>2026-01-02</d><t>09:30:00</t><x>0.1</x>", "<a>1</a>", "<a>2</a>", ""
    )

    assert problems == [[], [], [("choice", "a")], [("required", "a")]]
    assert rows[0]["_version"] == "2026-01-02"
    xml = bytes(FormVersion.objects.get(form__key="typed").xml).decode()
    assert "<d>2026-01-02</d><t>09:30:00</t><m>2026-01-02T10:30:00</m><x>0.1</x>" in xml


WRONG = {
    "a question of no type": (
        open_document.book(survey=[HEAD, [], ["telepathy", "a", "A"]]), "f.ods",
        "Sheet survey, row 3, column A: “telepathy” is not a type of question",
    ),
    "a rule that is none": (
        as_csv({"survey": [[*HEAD, "constraint"], ["text", "a", "A"], ["text", "b", "B", ". >"]]}),
        "f.csv",
        "Sheet survey, row 3, column D",
    ),
    "a heading twice": (
        open_document.book(survey=[[*HEAD, "label"], ["text", "a", "A", "B"]]), "f.ods",
        "There are two columns “label”",
    ),
    "one sheet in CSV without its choices": (
        b"type,name,label\nselect_one yn,a,A\n", "f.csv", "The workbook has no sheet “choices”",
    ),
    "a list and no form": (b"code,place\n1,Peja\n", "f.csv", "Save the whole workbook as"),
    "letters of an old code page": (b"type,name,label\ntext,a,\xeb\n", "f.csv", "Save it as CSV"),
    "a text in Markdown": (b"# Notes\n\n| a | b |\n|---|---|\n| 1 |\n", "f.md", "Save the whole"),
    "Markdown of an old code page": (b"|survey|\n||type|name|\n||text|\xeb|", "f.md", "Save it in"),
    "a rule in Markdown that is none": (
        as_markdown({"survey": [[*HEAD, "constraint"], ["text", "b", "B", ". >"]]}),
        "f.md",
        "Sheet survey, row 2, column D",
    ),
    "a password": (
        open_document.document("", "<m:encryption-data/>"), "f.ods",
        "f.ods is protected with a password",
    ),
    "a text of LibreOffice": (open_document.document(""), "f.ods", "damaged or not a workbook"),
    "half a file": (open_document.book(**SHEETS)[:-200], "f.ods", "damaged or not a workbook"),
    "cells without end": (
        open_document.document(
            open_document.sheet(
                "survey",
                '<table:table-row table:number-rows-repeated="1048576"><table:table-cell'
                ' table:number-columns-repeated="16384"><text:p>a</text:p></table:table-cell>'
                "</table:table-row>",
            )
        ),
        "f.ods",
        "which makes more than 2,000,000 cells",
    ),
    "one cell far to the right": (
        open_document.document(
            open_document.sheet(
                "survey",
                '<table:table-row><table:table-cell table:number-columns-repeated="99999999"/>'
                "<table:table-cell><text:p>a</text:p></table:table-cell></table:table-row>",
            )
        ),
        "f.ods",
        "which makes more than 2,000,000 cells",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_in_it_is_named_with_its_place(what, mission, analyst):
    content, name, sentence = WRONG[what]

    with pytest.raises(Refusal) as refused:
        actions.upload_form(analyst, mission.prishtine.id, name, content)

    assert sentence in refused.value.in_english()
    assert not Form.objects.exists()


def test_a_bar_inside_a_cell_of_markdown_is_part_of_it(upload_draft):
    content = (
        b"| type | name | label |\n|---|---|---|\n| text | a | Yes \\| no |\n\n| text | b | B |"
    )

    draft = upload_draft(content, "bar.md")

    assert "<label>Yes | no</label>" in bytes(draft.xml).decode()
    assert "<label>B</label>" in bytes(draft.xml).decode()


def test_the_survey_sheet_alone_in_csv_is_a_form(upload_draft):
    content = b"type;name;label\ntext;a;Emri, mbiemri\ninteger;b;Mosha\n"

    draft = upload_draft(content, "biseda.csv")

    assert draft.form.key == "biseda"
    assert "<label>Emri, mbiemri</label>" in bytes(draft.xml).decode()


ENDINGS = {one for row in support.FILES for one in row.names}


@pytest.mark.parametrize("ending", sorted(ENDINGS - {".xls"}))  # which nothing writes here
def test_the_table_of_files_says_what_an_upload_does(ending, upload_draft):
    row = support.row_named(support.FILES, ending)
    content = {
        ".xml": XFORM,
        ".csv": as_csv(SHEETS),
        ".tsv": as_csv(SHEETS, "\t"),
        ".md": as_markdown(SHEETS),
        ".markdown": as_markdown(SHEETS),
    }.get(ending)
    workbook = {".ods": open_document, ".xlsx": typed, ".xlsm": typed}.get(ending)
    content = content or (workbook.book(**SHEETS) if workbook else b"| survey | |\n{}")

    if row.status == support.REFUSED:
        with pytest.raises(Refusal, match=row.sentence):
            upload_draft(content, f"household{ending}")
    else:
        assert upload_draft(content, f"household{ending}").form.key == "household"


def test_only_who_designs_forms_uploads_it(mission, arta, blerim, milan):
    for user in (arta, blerim, milan):
        with pytest.raises(NotAllowed):
            actions.upload_form(user, mission.prishtine.id, *GOOD["LibreOffice"])

"""The four workbooks of IATI Publisher: what is written comes back as the same XML."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
import xlsxwriter
from lxml import etree

from tests.analysis.iati.examples import SETS
from tests.analysis.iati.test_writing import WHOLE
from waystation.analysis.iati import check, rulesets_with
from waystation.analysis.iati.records import Org
from waystation.analysis.iati.sheets import ACTIVITY, BOOKS, LEVELS
from waystation.analysis.iati.workbooks import read_workbooks, write_workbooks
from waystation.analysis.iati.writing import element_of

ORG = Org("IOM", "XM-DAC-47066", "40")


def document(*activities):
    root = etree.Element("iati-activities", version="2.03")
    root.extend(element_of(one) for one in activities)
    return root


def canonical(root):
    return etree.tostring(root, method="c14n2", strip_text=True)


def book(**sheets):
    body = io.BytesIO()
    with xlsxwriter.Workbook(body) as made:
        for name, rows in sheets.items():
            page = made.add_worksheet(name.replace("_", " "))
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
    return body.getvalue()


def test_four_workbooks_come_back_as_equal_xml():
    second = replace(WHOLE, identifier="XM-DAC-47066-CT.2", humanitarian=False, results=())
    root = document(WHOLE, second)

    books = write_workbooks(root, ORG.ref)
    again = read_workbooks(list(books.values()), ORG)

    assert tuple(books) == BOOKS
    assert again.findings == []
    assert canonical(etree.fromstring(again.xml)) == canonical(root)


def test_a_zip_of_the_four_is_the_same():
    books = write_workbooks(document(WHOLE), ORG.ref)
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as file:
        for name, content in books.items():
            file.writestr(f"{name}.xlsx", content)

    alone, together = (
        read_workbooks(list(books.values()), ORG),
        read_workbooks([body.getvalue()], ORG),
    )

    assert alone.xml == together.xml


def test_elements_that_we_do_not_keep_come_back_as_well():
    """Contacts, conditions, places with a point, aid types, disbursements, sectors of payments."""
    root = document(replace(WHOLE, results=(), related=(), documents=(), places=()))
    activity = root[0]
    budget = activity.find("budget")
    contact = etree.fromstring(
        '<contact-info type="1"><organisation><narrative xml:lang="sq">IOM</narrative>'
        '<narrative xml:lang="sr">ИОМ</narrative></organisation><telephone>+383 1</telephone>'
        "</contact-info>"
    )
    activity.find("activity-scope").addprevious(contact)
    place = etree.fromstring(
        '<location ref="X"><location-reach code="1"/><location-id vocabulary="G1" code="1"/>'
        '<location-id vocabulary="G2" code="2"/><name><narrative>Obiliq</narrative></name>'
        '<administrative vocabulary="G1" level="1" code="5"/>'
        '<point srsName="http://www.opengis.net/def/crs/EPSG/0/4326"><pos>42.68 21.07</pos></point>'
        '<exactness code="1"/></location>'
    )
    activity.find("sector").addprevious(place)
    payment = activity.find("transaction")
    for code in ("15190", "16010"):
        payment.append(etree.fromstring(f'<sector vocabulary="1" code="{code}"/>'))
    payment.append(etree.fromstring('<aid-type code="A01"/>'))
    budget.addprevious(
        etree.fromstring('<conditions attached="1"><condition type="1"><narrative>One</narrative>'
                         '</condition><condition type="2"><narrative>Two</narrative></condition>'
                         "</conditions>")
    )  # fmt: skip
    activity.append(activity.find("conditions"))

    again = read_workbooks(list(write_workbooks(root, ORG.ref).values()), ORG)

    assert again.findings == []
    assert canonical(etree.fromstring(again.xml)) == canonical(root)


def test_codes_are_taken_out_of_the_words_of_a_list_and_dates_and_numbers_read():
    import datetime

    content = book(
        Title=[["Activity Identifier", "Narrative", "Language"], ["A.1", "One", "en - English"],
               ["", "Një", "sq - Albanian"]],
        Activity_Date=[["Activity Identifier", "Type", "Iso Date", "Narrative", "Language"],
                       ["A.1", "1 - Planned start", "2024-01-01"]],
        Sector=[["Activity Identifier", "Vocabulary", "Code", "Vocabulary-uri", "Percentage",
                 "Narrative", "Language"], ["A.1", "1 - OECD DAC", 15190, "", 60.0],
                ["", "1 - OECD DAC", "16010", "", 40]],
        Settings=[["Activity Identifier", "Default Currency", "Default Language", "Hierarchy",
                   "Humanitarian", "Budget Not Provided", "Secondary Reporter"],
                  ["A.1", "EUR - Euro", "en - English", 1, True]],
    )  # fmt: skip

    root = etree.fromstring(read_workbooks([content], ORG).xml)

    assert [one.text for one in root.iter("narrative")] == ["IOM", "One", "Një"]
    assert root[0].get("default-currency") == "EUR"
    assert root[0].get("humanitarian") == "1"
    assert [(one.get("code"), one.get("percentage")) for one in root.iter("sector")] == [
        ("15190", "60"),
        ("16010", "40"),
    ]
    assert root.find(".//activity-date").get("iso-date") == "2024-01-01"
    assert datetime.date.fromisoformat(root.find(".//activity-date").get("iso-date"))


def test_a_finding_names_the_sheet_and_the_cell():
    books = write_workbooks(document(WHOLE), ORG.ref)
    sector = book(
        Sector=[["Activity Identifier", "Vocabulary", "Code", "Vocabulary-uri", "Percentage",
                 "Narrative", "Language"], ["CT.1", "1", "15190", "", "60"],
                ["", "1", "16010", "", "30"]],
    )  # fmt: skip

    read = read_workbooks([*books.values(), sector], ORG)
    report = check(io.BytesIO(read.xml), rulesets_with(None), SETS)
    located = [read.located(one) for one in report.findings]

    assert [(one.path.split()[0], one.line) for one in located] == [("Sector!E2", 2)]


@pytest.mark.parametrize(
    ("contents", "said"),
    [
        ([b"no workbook"], "not an Excel workbook"),
        ([book(Other=[["A"], ["B"]])], "None of the sheets"),
        (
            [book(Title=[["Activity Identifier", "Text"], ["A", "B"]])],
            "no column “Narrative”",
        ),
        (
            [book(Title=[["Activity Identifier", "Narrative", "Language"], ["", "B", ""]])],
            "does not say to what it belongs",
        ),
    ],
)
def test_what_cannot_be_read_is_said(contents, said):
    findings = read_workbooks(contents, ORG).findings

    assert said in " ".join(one.sentence for one in findings)


def test_a_row_of_an_unknown_result_is_named():
    content = write_workbooks(document(replace(WHOLE, results=())), ORG.ref)["activity"]
    result = io.BytesIO()
    with xlsxwriter.Workbook(result) as made:
        page = made.add_worksheet("Result")
        page.write_row(0, 0, ["Result Identifier", "Type"])
        page.write_row(1, 0, ["CT.1-9", "1"])

    findings = read_workbooks([content, result.getvalue()], ORG).findings

    assert ("Result!A2", "critical") in [(one.path, one.severity) for one in findings]


def test_no_column_is_named_twice_in_a_sheet():
    for sheet in (*ACTIVITY, *(one for level in LEVELS for one in level.sheets)):
        names = [name for name, _path in sheet.columns]
        assert len(names) == len(set(names)), sheet.name

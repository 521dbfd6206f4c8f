"""What people reported to other products about uploads, rebuilt small: the cells of a workbook,
the workbook itself, what is wrong with it and what nobody reads of it.
"""

from __future__ import annotations

import io
import re
from datetime import date, datetime

import pytest
import xlsxwriter

from tests.registry.collection.typed import HEAD, YES_NO, book
from waystation.analysis.xforms import sheet
from waystation.foundation.shared.errors import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
HALF_PAST_TEN = datetime(2026, 1, 2, 10, 30)  # noqa: DTZ001  Excel knows no zones


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


def test_a_time_in_the_version_stays_and_a_default_with_a_time_is_one_that_phones_read(
    upload_draft,
):
    content = book(
        survey=[[*HEAD, "default"], ["dateTime", "d", "D", HALF_PAST_TEN]],
        settings=[["form_id", "version"], ["timed", "2026-01-02 10:30:00"]],
    )

    draft = upload_draft(content)

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


WITH_PASSWORD = bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le") * 2


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("f.xlsx", WITH_PASSWORD, "f.xlsx is protected with a password"),
        (
            "f.xlsx",
            book(survey=[HEAD, ["select_one yn", "a", "A"]], choice=YES_NO),
            "no sheet “choices”, but one “choice”",
        ),
        ("f.xlsx", book(survey__=[HEAD, ["text", "a", "A"]], x=[["a"]]), "one “survey ”. Rename"),
    ],
)
def test_a_workbook_of_another_kind_says_what_to_do(name, content, said, upload_draft):
    with pytest.raises(Refusal, match=said):
        upload_draft(content, name)


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
    "a type of another program": (
        [HEAD, ["number", "a", "A"]], YES_NO,
        "Sheet survey, row 2, column A: “number” is not a type of question. Is it “integer”",
    ),
    "a type in capital letters": (
        [HEAD, ["Text", "a", "A"]], YES_NO, ".*“Text” is not a type of question. Is it “text”",
    ),
    "the end of a group with its name": (
        [HEAD, ["begin group", "g", "G"], ["text", "a", "A"], ["end group (g)"]], YES_NO,
        r"Sheet survey, row 4, column A: “end group \(g\)” is not a type .* Is it “end_group”",
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
def test_what_is_wrong_is_named_with_its_place(what, upload_draft):
    survey, choices, said = WRONG[what]

    with pytest.raises(Refusal) as refused:
        upload_draft(book(survey=survey, choices=choices))

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
    "a filter by a column that is misspelt": (
        {
            "survey": [[*HEAD, "choice_filter"], ["text", "r", "R"],
                       ["select_one t", "a", "A", "regon = ${r}"]],
            "choices": [["list_name", "name", "label", "region"], ["t", "x", "X", "n"]],
        },
        "Sheet survey, row 3, column D: The choice_filter of “a” reads the column “regon”",
    ),
    "a default that is no number": (
        {"survey": [[*HEAD, "default"], ["integer", "a", "A", "many"]]},
        "Sheet survey, row 2, column D: The default of “a” is not of its type, int",
    ),
    "a default that is no choice": (
        {"survey": [[*HEAD, "default"], ["select_one yn", "a", "A", "maybe"]], "choices": YES_NO},
        "Sheet survey, row 2, column D: The default of “a” is none of its choices",
    ),
    "a count without its brackets": (
        {"survey": [[*HEAD, "repeat_count"], ["begin_repeat", "r", "R", "n"], ["text", "a", "A"],
                    ["end_repeat"]]},
        "Sheet survey, row 2, column D: A rule of “r_count” reads “n”, which is no question",
    ),
    "a second row of settings": (
        {"survey": [HEAD, ["text", "a", "A"]], "settings": [["form_id"], ["one"], ["two"]]},
        "Sheet settings, row 3: Only the first row of the settings is read",
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
}  # fmt: skip


@pytest.mark.parametrize("what", NOTED)
def test_what_is_read_by_nobody_is_noted_with_its_place(what, upload_draft):
    sheets, said = NOTED[what]

    draft = upload_draft(book(**sheets))

    assert [one for one in draft.sentences if one.startswith(said)], draft.sentences


def test_a_form_without_settings_is_called_like_its_file(upload_draft):
    draft = upload_draft(book(survey=[HEAD, ["text", "a", "A"]]), "Visits & calls <2026>.xlsx")

    assert draft.form.title == "Visits & calls <2026>"
    assert draft.form.key == "Visits___calls__2026_"


def test_the_error_of_a_formula_is_noted_with_its_place(upload_draft):
    file = io.BytesIO()
    made = xlsxwriter.Workbook(file, {"in_memory": True})
    page = made.add_worksheet("survey")
    for row, cells in enumerate([HEAD, ["text", "a"]]):
        page.write_row(row, 0, cells)
    page.write_formula(1, 2, "=A99/0", None, "#DIV/0!")
    made.close()

    draft = upload_draft(file.getvalue())

    assert draft.sentences == [
        "Sheet survey, row 2: The column label holds #DIV/0!, the error of a formula."
    ]


def test_a_picture_with_its_kind_and_language_is_not_noted(upload_draft):
    content = book(
        survey=[
            ["type", "name", "label::Shqip (sq)", "media::image::Shqip (sq)"],
            ["text", "a", "A", "x.png"],
        ],
        settings=[["form_id", "default_language"], ["f", "Shqip (sq)"]],
    )

    draft = upload_draft(content)

    assert draft.sentences == []
    assert draft.media == ["x.png"]

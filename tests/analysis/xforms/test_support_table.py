"""docs/xforms.md says of everything that pyxform knows whether it is supported."""

import inspect
from pathlib import Path

import pytest
from pyxform import aliases, constants
from pyxform.question import MultipleChoiceQuestion, Option
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT
from pyxform.survey import Survey
from pyxform.xls2json_backends import SupportedFileTypes

from waystation.analysis.xforms import support
from waystation.analysis.xforms.functions import FUNCTIONS
from waystation.analysis.xforms.functions.foreign import PRODUCTS
from waystation.analysis.xforms.support_page import with_tables

PAGE = Path(__file__).parents[3] / "docs" / "xforms.md"


def public(names):
    return {name for name in names if not name.startswith("_") and name != "extra_data"}


KNOWN = {
    "types": (
        support.TYPES,
        {*QUESTION_TYPE_DICT, *aliases.select, *aliases.control, *aliases.cascading},
    ),
    "survey columns": (
        support.SURVEY,
        {*aliases.survey_header, *aliases.TRANSLATABLE_SURVEY_COLUMNS, "disabled",
         *public(MultipleChoiceQuestion.get_slot_names())},
    ),
    "choices columns": (
        support.CHOICES,
        {*aliases.list_header, *aliases.TRANSLATABLE_CHOICES_COLUMNS,
         *public(Option.get_slot_names())},
    ),
    "settings": (
        support.SETTINGS, {*aliases.settings_header, *public(Survey.get_slot_names())}
    ),
    "sheets": (support.SHEETS, constants.SUPPORTED_SHEET_NAMES),
    "files": (support.FILES, {one.value for one in SupportedFileTypes}),
}  # fmt: skip


@pytest.mark.parametrize("what", KNOWN)
def test_everything_that_pyxform_knows_has_a_row(what):
    table, names = KNOWN[what]

    without = sorted(name for name in names if support.row_named(table, name) is None)

    assert without == []


def test_the_page_says_what_the_engine_does():
    page = PAGE.read_text()

    assert with_tables(page) == page, "run: python -m tools.xforms_page"


def test_what_is_not_supported_in_full_says_why():
    tables = [support.TYPES, support.SURVEY, support.CHOICES, support.SETTINGS, support.SHEETS,
              support.APPEARANCES, support.FILES]  # fmt: skip
    rows = [row for table in tables for row in table]

    assert [row for row in rows if (row.status == support.SUPPORTED) == bool(row.sentence)] == []


def test_no_name_is_in_two_rows_of_a_table():
    for table, _ in KNOWN.values():
        names = [name for row in table for name in {n.lower().replace(" ", "_") for n in row.names}]

        assert sorted(names) == sorted(set(names))


def test_every_function_says_what_it_gives_and_belongs_to_one_product():
    silent = [name for name, (function, _, _) in FUNCTIONS.items() if not inspect.getdoc(function)]

    assert silent == []
    assert not PRODUCTS.keys() & FUNCTIONS.keys()

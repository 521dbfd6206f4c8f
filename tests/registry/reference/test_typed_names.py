"""A name typed in any language in the place of a list of all countries."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from waystation.foundation.pages.forms import FieldsForm
from waystation.foundation.records.fields import Field, FieldTable
from waystation.registry.reference import http, queries

ASKED = FieldTable(
    "tests.Asked",
    Field("country", "code", "Country", code_list="country", required=True),
    Field("countries", "codes", "Countries", code_list="country"),
    Field("sex", "code", "Sex", code_list="sex"),
)
LANGUAGES = ["en", "sq", "sr", "sr-latn", "tr", "ar", "fa", "ps"]


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


class Form(FieldsForm):
    table = ASKED

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        http.type_long_lists(self, ["JP"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_of_every_country_is_understood(db, language):
    with translation.override(language):
        names = dict(queries.codes("country"))

        understood = {
            code: http.code_of_name(ASKED["country"], name) for code, name in names.items()
        }

    assert understood == {code: code for code in names}


@pytest.mark.parametrize(
    ("language", "typed", "code"),
    [
        ("en", "germany", "DE"),
        ("en", "  Gjermani ", "DE"),
        ("sq", "Gjermania", "DE"),
        ("sq", "Немачка", "DE"),
        ("sr", "Nemacka", "DE"),
        ("sr-latn", "Švajcarska", "CH"),
        ("ar", "ألمانيا", "DE"),
        ("tr", "ch", "CH"),
        ("en", "Deutschland", "DE"),
        ("sq", "Schweiz", "CH"),
        ("sr", "Österreich", "AT"),
        ("en", "Sverige", "SE"),
        ("sq", "SHBA", "US"),
        ("en", "Atlantis", ""),
    ],
)
def test_a_name_is_understood_in_any_language_without_its_marks(db, language, typed, code):
    with translation.override(language):
        assert http.code_of_name(ASKED["country"], typed) == code


def test_several_names_are_told_apart_by_commas_of_any_script(db):
    form = Form(
        {"country": "Albania", "countries": "Germany، Austria; Germany,  Italy", "sex": "female"}
    )

    assert form.is_valid(), form.errors
    assert form.values == {"country": "AL", "countries": ["DE", "AT", "IT"], "sex": "female"}


def test_what_is_not_understood_names_the_nearest_and_stays_in_the_box(db):
    form = Form({"country": "Germny", "countries": "Austria, Xyzzy", "sex": ""})

    assert not form.is_valid()
    assert "Germany" in form.errors["country"][0]
    assert "Xyzzy" in form.errors["countries"][0]
    assert 'value="Germny"' in str(form["country"])
    assert 'value="Austria, Xyzzy"' in str(form["countries"])


def test_a_stored_code_is_shown_by_its_name_and_the_usual_ones_are_suggested(db):
    form = Form(initial={"country": "DE", "countries": ["AT", "IT"]})

    assert 'value="Germany"' in str(form["country"])
    assert 'value="Austria, Italy"' in str(form["countries"])
    assert '<option value="Japan">' in str(form["country"])
    assert '<option value="Switzerland">' in str(form["country"])
    assert str(form["country"]).count("<option") < 30
    assert str(form["sex"]).startswith("<select")


def test_a_short_list_stays_a_list_and_an_empty_answer_is_the_rules(db):
    form = Form({"country": "", "countries": "", "sex": ""})

    assert form.is_valid()
    assert form.values == {"country": "", "countries": [], "sex": ""}
    with pytest.raises(ValidationError):
        form.fields["country"].clean("Nowhere at all")


def test_every_own_name_of_a_country_is_of_a_country_in_the_list(db):
    codes = dict(queries.codes("country"))

    assert set(http.OWN_NAMES) <= set(codes)

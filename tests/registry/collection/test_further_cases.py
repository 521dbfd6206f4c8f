"""Further cases of kinds that had one only; and for every kind at least two cases of our own."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.analysis.xforms.tables import workbook
from tests.registry.collection.conftest import filled
from waystation.foundation.shared.errors import Refusal
from waystation.registry.collection.models import Submission

TESTS = Path(__file__).parents[2]
STOPS = (
    b"<root><item><name>s1</name><label>Stop one</label><line>red</line></item>"
    b"<item><name>s2</name><label>Stop two</label><line>blue</line></item></root>"
)


@pytest.mark.django_db
def test_an_xml_list_is_filtered_by_an_answer_of_the_same_row(answer):
    book = workbook(
        """
        type | name | label | choice_filter
        begin_repeat | ride | Ride
        select_one line | line | Line
        select_multiple_from_file stops.xml | stops | Stops | line=${line}
        end_repeat
        """,
        "list_name | name | label\nline | red | Red\nline | blue | Blue",
        "form_id | version\nrides | 1",
    )
    ride = "<ride><line>{}</line><stops>{}</stops></ride>"

    problems, _rows = answer(
        book,
        ride.format("red", "s1") + ride.format("blue", "s2"),
        ride.format("red", "s1") + ride.format("blue", "s1 s2"),
        files={"stops.xml": STOPS},
    )

    assert problems == [[], [("choice", "stops")]]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content",
    [
        STOPS[:60],
        b"<root/>",
        b"name,label\ns1,Stop\n",
        STOPS.replace(b"root>", b"stops>"),
        STOPS.replace(b"item>", b"stop>"),
    ],
)
def test_an_xml_list_that_no_phone_could_use_is_refused(content, upload_draft):
    book = workbook("type | name | label\nselect_one_from_file stops.xml | stop | Stop")

    with pytest.raises(Refusal, match=r"stops\.xml"):
        upload_draft(book, files={"stops.xml": content})


@pytest.mark.django_db
def test_the_audit_of_an_interview_is_missing_until_it_arrives(publish, send):
    publish("audited", [["type", "name", "label"], ["audit", "", ""], ["text", "a", "A"]])
    body = filled("uuid:a", form="audited", body="<a>x</a>")
    body = body.replace(b"</meta>", b"<audit>audit.csv</audit></meta>")

    send(body)
    before = Submission.objects.get().missing_files
    send(body, audit_csv=b"event,node,start,end\nform start,,1,2\n")

    assert (before, Submission.objects.get().missing_files) == (["audit.csv"], [])


@pytest.mark.django_db
def test_an_xform_that_encrypts_is_refused_like_a_workbook(upload_draft):
    xform = (
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">'
        '<h:head><model><instance><data id="f"><a/></data></instance><submission method="post" '
        'base64RsaPublicKey="MIIBIjANBgkqhkiG9w0BAQ"/></model></h:head><h:body>'
        '<input ref="/data/a"><label>A</label></input></h:body></h:html>'
    )

    with pytest.raises(Refusal, match="encrypts on the phone"):
        upload_draft(xform.encode(), "f.xml")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("survey", "choices", "place"),
    [
        ("type | name | label\ntext | a | A\ntext | 🙂 | Mood", "", "survey, row 3, column B"),
        ("type | label | name\nbegin_group | G | g🏠\ntext | A | a\nend_group", "",
         "survey, row 2, column C"),
        ("type | name | label | choice_filter\nselect_one yn | a | A | 🏠='x'",
         "list_name | name | label | 🏠\nyn | yes | Yes | x", "choices, row 1, column D"),
    ],
)  # fmt: skip
def test_an_emoji_as_a_name_is_refused_with_its_place(survey, choices, place, upload_draft):
    with pytest.raises(Refusal, match=f"Sheet {place}: A name begins with a letter"):
        upload_draft(workbook(survey, choices))


@pytest.mark.django_db
def test_a_workbook_may_have_an_emoji_in_its_name(upload_draft):
    draft = upload_draft(
        workbook("type | name | label\ntext | a | A", settings="version\n1"), "Vizita 🏠.xlsx"
    )

    assert draft.source_name == "Vizita 🏠.xlsx"
    assert draft.form.title == "Vizita 🏠"


@pytest.mark.django_db
def test_a_cascade_over_twenty_thousand_attached_places_is_judged(answer):
    rows = "".join(f"p{n},Place {n},r{n % 40}\n" for n in range(20_000))
    book = workbook(
        """
        type | name | label | choice_filter
        text | region | Region
        select_one_from_file places.csv | place | Place | region=${region}
        """,
        settings="form_id | version\nmany | 1",
    )

    problems, _rows = answer(
        book,
        "<region>r39</region><place>p19999</place>",
        "<region>r38</region><place>p19999</place>",
        "<region>r0</region><place>p20000</place>",
        files={"places.csv": f"name,label,region\n{rows}".encode()},
    )

    assert problems == [[], [("choice", "place")], [("choice", "place")]]


HERE, ENGINE = "registry/collection/", "analysis/xforms/"
FILES, LISTS = f"{HERE}test_files.py", f"{HERE}test_attached_lists.py"
CONVENTIONS, FURTHER = f"{HERE}test_conventions.py", f"{HERE}test_further_cases.py"
RECKON = f"{HERE}test_as_phones_reckon.py"
KINDS = {
    "select_one_external": [
        (CONVENTIONS, "select_one_external_makes"), (CONVENTIONS, "select_one_external_of_two"),
    ],
    "search()": [(CONVENTIONS, "search_in_an"), (CONVENTIONS, "search_with_a_filter")],
    "pulldata() of a literal name": [
        (CONVENTIONS, "pulldata_with_a_literal"), (LISTS, "a_column_that_pulldata_names"),
    ],
    "pulldata() of a computed name": [
        (CONVENTIONS, "pulldata_with_a_computed"), (CONVENTIONS, "a_list_that_a_computed_name"),
    ],
    "query": [(CONVENTIONS, "a_query_in_an_xform"), (f"{ENGINE}test_conventions.py", "a_query_")],
    "a list in CSV": [(LISTS, "a_good_list"), (CONVENTIONS, "choices_from_csv")],
    "a list in GeoJSON": [(CONVENTIONS, "a_place_of_a_geojson"), (LISTS, "a_geojson_list")],
    "a list in XML": [(FURTHER, "an_xml_list_is"), (FURTHER, "an_xml_list_that")],
    "range": [
        (f"{HERE}test_judged_again.py", "calculations_counts_and_ranges"),
        (f"{ENGINE}test_conventions.py", "a_range_takes"),
    ],
    "or_other": [
        (CONVENTIONS, "or_other_default_language"), (f"{ENGINE}test_conventions.py", "or_other_of"),
    ],
    "default_language": [
        (CONVENTIONS, "or_other_default_language"), (f"{HERE}test_languages.py", "the_page_of_a"),
    ],
    "trigger": [
        (CONVENTIONS, "or_other_default_language"),
        (f"{ENGINE}test_conventions.py", "a_calculation_that_a_trigger"),
    ],
    "audit": [
        (FURTHER, "the_audit_of"), (f"{ENGINE}test_conventions.py", "an_audit_setting"),
    ],
    "entities": [
        (f"{HERE}test_unsupported.py", "what_is_accepted"),
        (f"{ENGINE}test_conventions.py", "an_entity_in"),
    ],
    "encryption": [(f"{HERE}test_unsupported.py", "what_cannot"), (FURTHER, "an_xform_that")],
    "functions of other products": [
        (f"{HERE}test_unsupported.py", "what_cannot"),
        (f"{ENGINE}test_support_table.py", "every_function_says"),
    ],
    "every version counts": [
        (f"{HERE}test_versions.py", "a_question_of_an_older"),
        (f"{HERE}test_versions.py", "a_question_that_changed"),
    ],
    "the interview's clock": [
        (f"{HERE}test_judged_again.py", "an_interview_made_offline"),
        (f"{HERE}test_judged_again.py", "an_age_at"),
    ],
    "files that have not arrived": [
        (FILES, "a_photo_that_has_not"), (FILES, "missing_files_are_asked"),
    ],
    "attached lists that are wrong": [
        (LISTS, "a_list_that_no_phone"), (LISTS, "a_code_with_a_space"),
    ],
    "corrections keep files": [
        (FILES, "a_correction_that_does_not"), (FILES, "a_photo_of_the_first"),
    ],
    "names of files": [(FILES, "a_downloaded_file"), (FILES, "a_name_with_composed")],
    "repeat counts and calculations": [
        (f"{HERE}test_judged_again.py", "calculations_counts"),
        (f"{HERE}test_complaints_answers.py", "a_whole_number_among"),
    ],
    "cascades over 20,000 places": [
        (FURTHER, "a_cascade_over"), (f"{ENGINE}test_indexes.py", "two_hundred_cascades"),
    ],
    "keyboards": [
        (f"{HERE}test_keyboards.py", "arabic_and_persian"),
        (f"{HERE}test_keyboards.py", "a_correction_in_persian"),
    ],
    "the guard against formulas": [
        (f"{HERE}test_keyboards.py", "negative_numbers"),
        (f"{HERE}test_complaints_answers.py", "numbers_that_excel"),
    ],
    "names like the root": [
        (f"{HERE}test_names.py", "a_question_named_like"),
        (f"{HERE}test_names.py", "a_question_with_a_reserved"),
    ],
    "an id like a default": [
        (f"{HERE}test_names.py", "a_form_id_that"),
        (f"{HERE}test_unsupported.py", "a_form_id_that"),
    ],
    "emoji": [(f"{HERE}test_names.py", "emoji_in"), (FURTHER, "an_emoji_as")],
    "300 characters": [
        (f"{HERE}test_names.py", "three_hundred"), (f"{HERE}test_names.py", "a_version_or"),
    ],
    "as phones reckon": [(RECKON, "a_calculated_day"), (RECKON, "days_and_times")],
    "last-saved": [
        (RECKON, "rules_that_read"), (f"{ENGINE}test_conventions.py", "what_the_phone_answered_"),
    ],
    "headings of answers": [
        (f"{HERE}test_languages.py", "the_headings"), (f"{HERE}test_languages.py", "headings_that"),
    ],
    "messages of pyxform": [
        (f"{HERE}test_unsupported.py", "every_message"),
        (f"{HERE}test_unsupported.py", "what_cannot"),
    ],
    "two phones": [
        (f"{HERE}test_correct_on_the_phone.py", "the_second_phone"),
        (f"{HERE}test_correct_on_the_phone.py", "the_office_lets"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_complaint_has_two_cases_of_our_own(kind):
    cases = KINDS[kind]

    found = [
        function.name
        for path, beginning in cases
        for function in ast.parse((TESTS / path).read_text()).body
        if isinstance(function, ast.FunctionDef) and function.name.startswith(f"test_{beginning}")
    ]

    assert len(set(found)) >= 2
    assert len(found) >= len(cases)

"""What is not supported is named at upload by sheet and row, never accepted in silence."""

import pytest
from pyxform.errors import ErrorCode

from tests.analysis.xforms.tables import workbook
from waystation.analysis.xforms.messages import Note
from waystation.foundation.shared.errors import Refusal
from waystation.registry.collection import actions
from waystation.registry.collection.models import FormVersion

pytestmark = pytest.mark.django_db
NAME = "type | name | label\ntext | words | Words"
YES_NO = "list_name | name | label\nyn | yes | Yes\nyn | no | No"


@pytest.fixture
def upload(mission, analyst):
    def send(book, name="survey.xlsx"):
        return actions.upload_form(analyst, mission.prishtine.id, name, book)

    return send


ACCEPTED = {
    "entities": (
        workbook(
            "type | name | label | save_to\ntext | full | Name | full_name",
            entities="list_name | label\nhouseholds | ${full}",
        ),
        ["Sheet entities, row 2: Entity lists are not supported",
         "Sheet survey, row 2, column D: Entity lists are not supported"],
    ),
    "another server": (
        workbook(NAME, settings="form_id | submission_url\nf | https://example.org/submission"),
        ["Sheet settings, row 2, column B: Phones would send the answers to this address"],
    ),
    "text messages": (
        workbook("type | name | label | sms_field\ntext | words | Words | w"),
        ["Sheet survey, row 2, column D: Sending forms as text messages"],
    ),
    "a column of another product": (
        workbook("type | name | label | $kuid | hxl\ntext | w | W | abc | #adm1"),
        ["row 2, column D: This is a column of Kobo", "column E: This is a column of Kobo"],
    ),
    "a column that nobody knows": (
        workbook("type | name | label | remarks\ntext | w | W |\ntext | v | V | ask twice"),
        ["Sheet survey, row 3, column D: “remarks” is not a column of XLSForm"],
    ),
    "an appearance that nobody knows": (
        workbook("type | name | label | appearance\ntext | w | W | sparkling multiline"),
        ["Sheet survey, row 2, column D: The appearance “sparkling” is not known"],
    ),
    "tags of OpenStreetMap": (
        workbook("type | name | label\nosm | building | Building"),
        ["Sheet survey, row 2, column A: OpenStreetMap files are stored as attachments"],
    ),
    "a day that the form does not record": (
        workbook("type | name | label | constraint\ndate | due | Due | . > today()"),
        ["Sheet survey, row 2, column D: “due” compares with the day of the interview"],
    ),
    "a value calculated from itself": (
        workbook("type | name | label | calculation\ncalculate | a | | coalesce(${a}, 'x')"),
        ["Sheet survey, row 2, column D: “a” is calculated from its own value"],
    ),
    "a text that is not translated": (
        workbook(
            "type | name | label::English (en) | label::Shqip (sq) | constraint | "
            "constraint_message::English (en) | constraint_message::Shqip (sq)\n"
            "text | a | A | A | . != '' | Not empty\ntext | b | | B\ntext | c | C | C",
        ),
        ["Sheet survey, row 2, column G: “constraint_message::Shqip (sq)” is empty here and filled",
         "Sheet survey, row 3, column C: “label::English (en)” is empty here"],
    ),
    "what pyxform notices": (
        workbook("type | name | label::English | label::Shqip (sq)\nimage | p | Photo | Foto"),
        ["row 2: The photo is sent in full size", "no code, as in Shqip (sq): English."],
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", ACCEPTED)
def test_what_is_accepted_but_not_supported_is_in_the_notes_of_the_draft(what, upload):
    book, expected = ACCEPTED[what]

    notes = " / ".join(str(Note.from_json(note)) for note in upload(book).notes)

    for words in expected:
        assert words in notes


def test_a_form_in_which_everything_is_supported_has_no_notes(upload):
    book = workbook(
        """
        type | name | label::English (en) | constraint | image::English (en) | appearance
        start | start
        select_multiple yn | a | A | count-selected(.) < 2 | a.png | columns-2 minimal
        date | b | B | . <= today()
        """,
        YES_NO.replace("label", "label::English (en)"),
        "form_id | version | form_title | instance_name | default_language\n"
        "f | 1 | F | concat('x', ${b}) | English (en)",
    )

    assert upload(book).notes == []


REFUSED = {
    "encryption": (
        workbook(NAME, settings="form_id | public_key\nf | MIIBIjANBgkqhkiG9w0BAQ"),
        ["Sheet settings, row 2, column B", "encrypts on the phone"],
    ),
    "a function of SurveyCTO": (
        workbook("type | name | label | calculation\ncalculate | d | | duration()"),
        ["Sheet survey, row 2, column D", "duration() is a function of SurveyCTO"],
    ),
    "a function of CHT": (
        workbook("type | name | label | relevant\ntext | d | D | z-score('a', 1, 2) > 1"),
        ["Sheet survey, row 2, column D", "z-score() is a function of the Community Health"],
    ),
    "a function with a prefix": (
        workbook("type | name | label | constraint\ntext | d | D | cht:strip-whitespace(.) = 'a'"),
        ["row 2, column D", "cht:strip-whitespace() is a function of the Community Health"],
    ),
    "a column with a prefix that is not declared": (
        workbook("type | name | label | bind::esri:fieldType\ntext | a | A |\ntext | w | W | null"),
        ["Sheet survey, row 3, column D", "The prefix “esri” is not declared"],
    ),
    "a function that nobody knows": (
        workbook("type | name | label | constraint\ntext | d | D | guess(.)"),
        ["row 2, column D", "The function guess() is not known"],
    ),
    "a list that nobody declares": (
        workbook(
            "type | name | label | calculation\n"
            "calculate | d | | instance('nowhere')/root/item[1]/name"
        ),
        ["Sheet survey, row 2, column D", "names the list nowhere"],
    ),
    "a type that nobody knows": (
        workbook("type | name | label\ntext | a | A\ntelepathy | b | B"),
        ["Sheet survey, row 3", "“telepathy” is not a type of question"],
    ),
    "a type of KoboToolbox": (
        workbook("type | name | label\ntext | a | A\nbegin_kobomatrix m | b | B"),
        ["Sheet survey, row 3", "“begin_kobomatrix m” is a type of question of KoboToolbox"],
    ),
    "a type of CHT": (
        workbook("type | name | label\ndb:person | a | A"),
        ["Sheet survey, row 2, column A", "is a type of question of the Community Health Toolkit"],
    ),
    "a column on which pyxform fails": (
        workbook(
            "type | name | label | instance::tag\n"
            "begin_group | g | G | x\ntext | a | A |\nend_group"
        ),
        ["Sheet survey, row 2, column D: pyxform", "a fault with the column “instance::tag”"],
    ),
    "no sheet of choices": (
        workbook("type | name | label\nselect_one yn | a | A"),
        ["The workbook has no sheet “choices”"],
    ),
    "a list without choices": (
        workbook("type | name | label\nselect_one town | a | A", YES_NO),
        ["Sheet survey, row 2", "There is no list “town” on the sheet choices"],
    ),
    "a reference to nothing": (
        workbook("type | name | label | relevant\ntext | a | A | ${b} = 1"),
        ["Sheet survey, row 2, column D", "There is no question “b” on the survey sheet"],
    ),
    "a name used twice": (
        workbook("type | name | label\ntext | a | A\ninteger | a | B"),
        ["Sheet survey, row 3, column B", "The name “a” is used twice"],
    ),
    "a name that is none": (
        workbook("type | name | label\ntext | 1st choice | A"),
        ["Sheet survey, row 2, column B", "A name begins with a letter"],
    ),
    "a repeat that never ends": (
        workbook("type | name | label\nbegin_repeat | r | R\ntext | a | A"),
        ["Sheet survey, row 2", "The begin_repeat of “r” has no end_repeat"],
    ),
    "a range without steps": (
        workbook("type | name | label | parameters\nrange | a | A | start=0 end=10 step=0"),
        ["Sheet survey, row 2, column D", "The parameter step must not be 0"],
    ),
    "an unknown parameter": (
        workbook("type | name | label | parameters\nrange | a | A | begin=0"),
        ["Sheet survey, row 2, column D", "The parameter begin is not known"],
    ),
    "a choice twice": (
        workbook("type | name | label\nselect_one yn | a | A", YES_NO + "\nyn | yes | Yes!"),
        ["Sheet choices, row 4", "Two choices of one list have the same name"],
    ),
    "an audit with half a place": (
        workbook("type | name | label | parameters\naudit | | | location-priority=balanced"),
        ["give all three: location-priority, location-min-interval and location-max-age"],
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_work_is_refused_by_its_place_in_our_words(what, upload):
    book, expected = REFUSED[what]

    with pytest.raises(Refusal) as refused:
        upload(book)

    for words in expected:
        assert words in refused.value.in_english()
    assert not FormVersion.objects.exists()


def test_external_data_of_another_product_is_refused_by_its_source(upload):
    xform = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
    <h:head><h:title>S</h:title><model><instance><data id="s"><a/></data></instance>
    <instance id="case" src="jr://instance/casedb"/><bind nodeset="/data/a"
    relevant="instance('case')/casedb/case/name = 'x'"/></model></h:head><h:body/></h:html>"""

    with pytest.raises(Refusal, match="takes data from jr://instance/casedb"):
        upload(xform.encode(), "s.xml")


def test_a_form_id_that_equals_a_default_and_a_question_named_like_the_root_work(upload):
    book = workbook(
        "type | name | label\ntext | data | Data\ntext | survey | S",
        settings="form_id | version\ndata | 1",
    )
    without = workbook("type | name | label\ntext | a | A", settings="version\n1")

    assert upload(book, "my form.xlsx").form.key == "data"
    assert upload(without, "my form.xlsx").form.key == "my_form"


def test_every_message_of_pyxform_has_our_words():
    from waystation.analysis.xforms.wording import INTERNAL, in_our_words, sentence_of

    unknown = [code.name for code in ErrorCode if not code.name.startswith(INTERNAL)
               and not sentence_of(code.name)]  # fmt: skip
    unread = []
    for code in ErrorCode:
        context = dict.fromkeys(("row", "other_row"), "7")
        said = in_our_words(code.value.format(**context))
        if not code.name.startswith(INTERNAL) and said.sentence != sentence_of(code.name):
            unread.append(code.name)

    assert unknown == []
    assert unread == []

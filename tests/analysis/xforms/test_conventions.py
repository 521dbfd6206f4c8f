"""Further cases of the conventions, read and judged by the engine alone."""

import pytest

from tests.analysis.xforms.tables import submission, workbook
from waystation.analysis.xforms.answers import problems_of, read_submission, tables_of
from waystation.analysis.xforms.conventions import notes_on
from waystation.analysis.xforms.sheet import read_upload
from waystation.analysis.xforms.submission import files_named
from waystation.analysis.xforms.xform import read_definition
from waystation.foundation.shared.errors import Refusal


def broken(form, body):
    found = problems_of(form, read_submission(submission(body)).root)
    return [(one.kind, one.question) for one in found]


def form_of(*sheets, files=None, **more):
    return read_upload("survey.xlsx", workbook(*sheets, **more), files).definition


def xform(model="", body="", data="<region/><town/>"):
    return (
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
        'xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>Survey</h:title><model><instance>'
        f'<data id="survey" version="1">{data}<meta><instanceID/></meta></data></instance>{model}'
        f"</model></h:head><h:body>{body}</h:body></h:html>"
    ).encode()


TOWNS = (
    '<instance id="town"><root><item><name>t1</name><label>One</label><region>north</region>'
    "</item><item><name>t2</name><label>Two</label><region>south</region></item></root></instance>"
)


def test_a_query_may_look_into_a_list_of_the_form_itself():
    query = "instance('town')/root/item[region = /data/region]"
    form = read_definition(xform(TOWNS, f'<input ref="/data/town" query="{query}"/>'))

    assert form.media == []
    assert broken(form, "<region>south</region><town>t2</town>") == []
    assert broken(form, "<region>south</region><town>t1</town>") == [("choice", "town")]


def test_a_query_with_a_filter_of_two_columns_reads_itemsets():
    query = "instance('camp')/root/item[region = /data/region and kind != 'closed']"
    lists = b"list_name,name,label,region,kind\ncamp,c1,One,north,open\ncamp,c2,Two,north,closed\n"
    content = xform("", f'<input ref="/data/town" query="{query}"/>')

    form = read_definition(content, {"itemsets.csv": lists})

    assert form.files == {"camp": "itemsets.csv"}
    assert broken(form, "<region>north</region><town>c1</town>") == []
    assert broken(form, "<region>north</region><town>c2</town>") == [("choice", "town")]


def test_a_filter_that_no_index_answers_is_evaluated_at_the_chosen_item_only():
    nodeset = "instance('town')/root/item[contains(region, /data/region) or name = 't1']"
    control = f'<select1 ref="/data/town"><itemset nodeset="{nodeset}"><value ref="name"/>'
    form = read_definition(xform(TOWNS, f'{control}<label ref="label"/></itemset></select1>'))

    assert broken(form, "<region>sou</region><town>t2</town>") == []
    assert broken(form, "<region>nor</region><town>t2</town>") == [("choice", "town")]
    assert broken(form, "<region>x</region><town>t1</town>") == []


def test_choices_may_be_the_names_of_people_in_a_repetition():
    form = form_of(
        """
        type | name | label | choice_filter
        begin_repeat | person | Person
        text | called | Name
        end_repeat
        select_one ${called} | head | Head of the household | called != ''
        """
    )
    people = "<person><called>Zana</called></person><person><called>Arta</called></person>"

    assert broken(form, f"{people}<head>Arta</head>") == []
    assert broken(form, f"{people}<head>Milan</head>") == [("choice", "head")]


CHOICES = """
list_name | name | label::English (en) | label::Shqip (sq)
food | bread | Bread | Bukë
food | rice | Rice | Oriz
"""


def test_or_other_of_several_choices_adds_a_choice_and_a_question():
    form = form_of(
        "type | name | label::English (en) | label::Shqip (sq)\n"
        "select_multiple food or_other | eaten | Eaten | Ngrënë",
        CHOICES,
    )

    assert broken(form, "<eaten>bread other</eaten><eaten_other>Beans</eaten_other>") == []
    assert broken(form, "<eaten>bread</eaten><eaten_other>Beans</eaten_other>") == [
        ("relevant", "eaten_other")
    ]


@pytest.mark.parametrize(
    ("language", "labels"), [("Shqip (sq)", ["Bukë", "Oriz"]), ("English (en)", ["Bread", "Rice"])]
)
def test_labels_are_those_of_the_default_language(language, labels):
    form = form_of(
        "type | name | label::English (en) | label::Shqip (sq)\nselect_one food | eaten | E | N",
        CHOICES,
        f"form_id | version | default_language\nsurvey | 1 | {language}",
    )

    assert [choice.label for choice in form.choices_of(form.by_key["eaten"])] == labels


def test_a_calculation_that_a_trigger_starts_is_not_judged_later():
    form = form_of(
        """
        type | name | label | calculation | trigger
        integer | n | N
        calculate | at_once | | ${n} * 2
        calculate | when_asked | | ${n} * 2 | ${n}
        begin_repeat | visit | Visit
        integer | m | M
        calculate | doubled | | ${m} * 2 | ${m}
        end_repeat
        """
    )
    body = "<n>4</n><at_once>{}</at_once><when_asked>2</when_asked>"
    visit = "<visit><m>5</m><doubled>2</doubled></visit>"

    assert broken(form, body.format(8) + visit) == []
    assert broken(form, body.format(2)) == [("calculate", "at_once")]


def test_the_audit_of_an_interview_is_a_file_that_comes_with_it():
    form = form_of("type | name | label | parameters\naudit | | | track-changes=true\ntext | a | A")
    root = read_submission(submission("<a>x</a>", extra="<audit>audit.csv</audit>")).root

    assert problems_of(form, root) == []
    assert files_named(form, tables_of(form, root)) == {"audit.csv"}


def test_an_audit_setting_that_does_not_exist_is_refused_by_its_row():
    with pytest.raises(Refusal, match=r"row 2, column D: The parameter track is not known"):
        form_of("type | name | label | parameters\naudit | | | track=true\ntext | a | A")


@pytest.mark.parametrize(
    ("parameters", "good", "bad"),
    [
        ("start=0 end=1 step=0.1", ["0", "0.3", "1.0"], ["1.1", "0.35", "-0.1"]),
        ("start=10 end=1 step=3", ["10", "7", "1"], ["11", "8", "0"]),
        ("start=-5 end=5 step=5", ["-5", "0", "5"], ["1", "10", "five"]),
    ],
)
def test_a_range_takes_its_steps_only(parameters, good, bad):
    form = form_of(f"type | name | label | parameters\nrange | r | R | {parameters}")

    assert [broken(form, f"<r>{one}</r>") for one in good] == [[], [], []]
    for one in bad:
        assert broken(form, f"<r>{one}</r>") in ([("range", "r")], [("type", "r")])


def test_a_default_that_lies_off_the_steps_is_the_forms_own():
    form = form_of(
        "type | name | label | parameters | default\nrange | r | R | start=0 end=10 step=2 | 5"
    )

    assert broken(form, "<r>5</r>") == []
    assert broken(form, "<r>7</r>") == [("range", "r")]


def test_an_entity_in_an_xform_is_named():
    data = '<town/><meta><entity dataset="towns" create="1" id=""/><instanceID/></meta>'
    content = xform(data=data).replace(b"<meta><instanceID/></meta></data>", b"</data>")

    assert [note.code for note in notes_on(read_definition(content))] == ["entities"]


def test_what_the_phone_answered_before_is_not_judged():
    form = form_of(
        """
        type | name | label | default | calculation
        text | street | Street | ${last-saved#street}
        calculate | same | | | concat(${last-saved#street}, '!')
        """
    )

    assert form.media == []
    assert broken(form, "<street>Rr. Agim Ramadani</street><same>anything</same>") == []


def test_meta_may_say_when_the_interview_was():
    model = (
        '<bind nodeset="/data/meta/timeStart" type="dateTime"/>'
        '<bind nodeset="/data/town" type="date" constraint=". = today()"/>'
    )
    content = xform(model, '<input ref="/data/town"/>').replace(
        b"<instanceID/>", b"<instanceID/><timeStart/><timeEnd/>"
    )
    form = read_definition(content)
    root = read_submission(
        submission("<town>2026-03-01</town>", extra="<timeStart>2026-03-01T08:00:00Z</timeStart>")
    ).root

    assert problems_of(form, root) == []

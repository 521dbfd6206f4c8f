"""What ODK Collect calculates and asks is accepted, where web forms and XPath have it otherwise.

Each value here is what JavaRosa, the engine of Collect, gives for these answers.
"""

from __future__ import annotations

import pytest

from tests.analysis.xforms.tables import workbook
from waystation.foundation.shared.errors import Refusal

pytestmark = pytest.mark.django_db
SETTINGS = "form_id | version\nphone | 1"

DAYS = workbook(
    """
    type | name | label | calculation
    date | d | D |
    time | t | T |
    dateTime | m | M |
    calculate | same | | ${d}
    calculate | later | | date(${d} + 30)
    calculate | now_is | | ${t}
    calculate | day_of | | date(${m})
    """,
    settings=SETTINGS,
)
ANSWERED = "<d>2026-01-31</d><t>10:20:00.000+01:00</t><m>2026-01-31T23:30:00.000+01:00</m>"


def test_a_calculated_day_has_a_midnight_as_collect_writes_it(answer):
    written = (
        "<same>2026-01-31T00:00:00.000+01:00</same><later>2026-03-02T00:00:00.000+01:00</later>"
        "<now_is>2026-11-29T10:20:00.000+01:00</now_is>"
        "<day_of>2026-01-31T00:00:00.000+01:00</day_of>"
    )
    wrong = (
        written.replace("01-31T", "01-30T").replace("T10:20", "T10:21").replace("03-02", "03-01")
    )

    problems, rows = answer(DAYS, ANSWERED + written, ANSWERED + wrong)

    names = ["same", "later", "now_is", "day_of"]
    assert problems == [[], [("calculate", name) for name in names]]
    assert rows[0]["same"] == "2026-01-31T00:00:00.000+01:00"


def test_days_and_times_of_one_day_are_equal_on_a_phone(answer):
    book = workbook(
        """
        type | name | label | calculation | relevant | constraint | required
        dateTime | a | A | | | |
        dateTime | b | B | | | . > ${a} |
        calculate | hours | | (${b} - ${a}) * 24 | | |
        calculate | minutes | | (decimal-date-time(${b}) - decimal-date-time(${a})) * 1440 | | |
        text | later | Later | | ${b} > ${a} | | yes
        """,
        settings=SETTINGS,
    )
    times = "<a>2026-11-01T08:00:00.000+01:00</a><b>2026-11-01T09:00:00.000+01:00</b>"
    next_day = times.replace("01T09", "02T09")

    problems, _rows = answer(
        book,
        times + "<hours>0</hours><minutes>60</minutes>",
        times + "<hours>1</hours><minutes>60</minutes><later>of web forms</later>",
        times + "<hours>2</hours><minutes>60</minutes>",
        next_day + "<hours>24</hours><minutes>1500</minutes>",
        "<a>2026-11-02T08:00:00.000+01:00</a><b>2026-11-01T09:00:00.000+01:00</b>",
    )

    assert problems[:2] == [[], []]
    assert problems[2:] == [
        [("calculate", "hours")],
        [("required", "later")],
        [("constraint", "b")],
    ]


def test_a_question_that_nobody_answered_is_not_true(answer):
    book = workbook(
        """
        type | name | label | relevant | calculation | required
        text | a | A | | |
        text | without | Without | not(${a}) | | yes
        text | with_one | With | ${a} | | yes
        calculate | said | | | if(${a}, 'y', 'n') |
        select_multiple c | m | M | | |
        text | none | None | selected(${m}, '') | | yes
        """,
        "list_name | name | label\nc | r | Red",
        SETTINGS,
    )

    problems, _rows = answer(
        book,
        "<without>x</without><said>n</said><none>x</none>",
        "<a>x</a><with_one>x</with_one><said>y</said><m>r</m>",
        "<with_one>x</with_one><said>y</said>",
    )

    assert problems[:2] == [[], []]
    assert sorted(problems[2]) == [
        ("calculate", "said"), ("relevant", "with_one"), ("required", "none"),
        ("required", "without"),
    ]  # fmt: skip


def test_a_filter_of_repetitions_reads_the_one_that_it_looks_at(answer):
    book = workbook(
        """
        type | name | label | calculation | relevant | required
        begin_repeat | person | Person | | |
        integer | age | Age | | |
        select_one sex | sex | Sex | | |
        end_repeat | | | | |
        calculate | adults | | count(${person}[${age} >= 18]) | |
        calculate | women | | count(${person}[${sex} = 'f' and ${age} >= 18]) | |
        text | why | Why | | count(${person}[${age} < 18]) > 0 | yes
        """,
        "list_name | name | label\nsex | f | F\nsex | m | M",
        SETTINGS,
    )
    people = "".join(
        f"<person><age>{age}</age><sex>{sex}</sex></person>"
        for age, sex in [(30, "f"), (60, "m"), (7, "f")]
    )

    problems, _rows = answer(
        book,
        people + "<adults>2</adults><women>1</women><why>x</why>",
        people + "<adults>3</adults><women>2</women>",
    )

    assert problems == [
        [],
        [("calculate", "adults"), ("calculate", "women"), ("required", "why")],
    ]


def test_rules_that_read_the_form_before_are_let_pass(answer):
    book = workbook(
        """
        type | name | label | relevant | constraint | required | choice_filter | repeat_count
        text | street | Street | | . != ${last-saved#street} | | |
        text | other | Other | ${last-saved#street} = 'x' | | | |
        text | first | First | | | ${last-saved#street} = '' | |
        select_one area | area | Area | | | | street=${last-saved#street} |
        begin_repeat | p | P | | | | | ${last-saved#n}
        text | t | T | | | | |
        end_repeat | | | | | | |
        integer | n | N | | | | |
        """,
        "list_name | name | label | street\narea | a | A | x\narea | b | B | y",
        SETTINGS,
    )

    problems, _rows = answer(
        book, "<street>A</street><other>y</other><area>b</area><p/><p/><n>1</n>", "<area>c</area>"
    )

    assert problems == [[], [("choice", "area")]]


def test_a_signed_code_is_read_with_its_public_key(answer):
    from tests.analysis.xforms.test_functions import KEY, SIGNED

    book = workbook(
        f"""
        type | name | label | calculation | constraint
        barcode | card | Card | | extract-signed(., '{KEY}') != ''
        calculate | visa | | extract-signed(${{card}}, '{KEY}') |
        """,
        settings=SETTINGS,
    )

    problems, _rows = answer(
        book,
        f"<card>{SIGNED}</card><visa>Vizë 12</visa>",
        f"<card>{SIGNED}</card><visa>Vizë 13</visa>",
        f"<card>{SIGNED[:-4]}AAAA</card>",
    )

    assert problems == [[], [("calculate", "visa")], [("constraint", "card")]]


@pytest.mark.parametrize("name", ["floor(2.5)", "ceiling(2.5)", "substring('abc', 2)", "last()"])
def test_a_function_that_collect_does_not_know_is_named_with_its_place(name, upload_draft):
    book = workbook(
        f"type | name | label | calculation\ncalculate | a | | 1 + {name}\ntext | b | B"
    )

    draft = upload_draft(book)

    [sentence] = draft.sentences
    function = name.partition("(")[0]
    assert sentence.startswith(f"Sheet survey, row 2, column D: “a” uses {function}(), which ODK")


def test_audit_settings_that_do_not_go_together_are_named_with_their_place(upload_draft):
    book = workbook(
        """
        type | name | label | parameters
        text | a | A |
        audit | audit | | location-priority=balanced location-min-interval=60
        """
    )

    with pytest.raises(Refusal, match="Sheet survey, row 3, column A: To record positions"):
        upload_draft(book)

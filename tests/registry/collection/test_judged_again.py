"""What a phone did is judged again: the day of the interview, calculations, counts, ranges."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.analysis.xforms.tables import submission, workbook
from tests.registry.collection.conftest import filled
from waystation.foundation.shared.periods import now
from waystation.registry.collection import actions
from waystation.registry.collection.models import Submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def broken(mission, analyst, arta, client):
    """Publish a form, send a submission to it as a phone does, return the rules it breaks."""
    tokens = {}

    def send(book, body):
        office = mission.prishtine.id
        if book not in tokens:
            draft = actions.upload_form(analyst, office, "survey.xlsx", book)
            actions.publish_version(analyst, draft.id)
            tokens[book] = actions.add_app_user(analyst, office, arta.id, "Tablet")[1]
        number = Submission.objects.count()
        part = SimpleUploadedFile("s.xml", submission(body, instance=f"uuid:{number}"), "text/xml")
        address = f"/forms/key/{tokens[book]}/submission"
        assert client.post(address, {"xml_submission_file": part}).status_code == 201
        kept = Submission.objects.order_by("id").last()
        return [(one["kind"], one["question"]) for one in kept.problems]

    return send


VISIT = """
type | name | label | constraint | relevant | required
{rows}
date | seen | Day of the interview | . = today()
date | next | Next appointment | . >= today()
dateTime | called | Called at | . <= now()
text | late | Why late? | | ${{next}} > today() + 10 | yes
"""


def days_ago(days, clock="09:00:00.000+01:00"):
    day = (now() - timedelta(days=days)).date()
    return day.isoformat(), f"{day.isoformat()}T{clock}"


def test_an_interview_made_offline_is_judged_by_its_own_start(broken):
    book = workbook(VISIT.format(rows="start | start"))
    day, start = days_ago(5)
    earlier, _ = days_ago(6)
    arrived, _ = days_ago(0)
    made = f"<start>{start}</start>"

    assert broken(book, f"{made}<seen>{day}</seen><next>{day}</next>") == []
    assert broken(book, f"{made}<called>{start}</called>") == []
    assert broken(book, f"{made}<seen>{arrived}</seen>") == [("constraint", "seen")]
    assert broken(book, f"{made}<next>{earlier}</next>") == [("constraint", "next")]
    assert broken(book, f"{made}<called>{arrived}T00:00:00Z</called>") == [("constraint", "called")]


def test_a_form_that_records_only_today_is_judged_by_it(broken):
    book = workbook(VISIT.format(rows="today | today"))
    day, start = days_ago(9)
    arrived, _ = days_ago(0)

    assert broken(book, f"<today>{day}</today><seen>{day}</seen><called>{start}</called>") == []
    assert broken(book, f"<today>{day}</today><seen>{arrived}</seen>") == [("constraint", "seen")]


def test_an_interview_saved_and_finished_later_may_have_been_any_day_between(broken):
    book = workbook(VISIT.format(rows="start | start\nend | end"))
    (_, start), (between, _), (last, end), (after, _) = map(days_ago, (8, 6, 5, 4))
    made = f"<start>{start}</start><end>{end}</end>"

    for day in (between, last):
        assert broken(book, f"{made}<seen>{day}</seen><next>{day}</next>") == []
    assert broken(book, f"{made}<seen>{after}</seen>") == [("constraint", "seen")]


def test_a_question_that_the_day_decides_about_is_not_demanded_if_either_may_be(broken):
    book = workbook(VISIT.format(rows="start | start\nend | end"))
    (first, start), (_, end) = days_ago(8), days_ago(4)
    eleven = (now() - timedelta(days=8) + timedelta(days=11)).date().isoformat()
    made = f"<start>{start}</start><end>{end}</end><seen>{first}</seen><next>{eleven}</next>"

    assert broken(book, made) == []
    assert broken(book, f"{made}<late>Far away</late>") == []


def test_an_age_at_the_interview_is_calculated_as_on_its_day(broken):
    book = workbook(
        """
        type | name | label | calculation
        start | start
        date | born | Born
        calculate | days | | today() - ${born}
        """
    )
    made = "<start>2026-03-01T23:30:00+01:00</start><born>2026-02-01</born>"

    assert broken(book, f"{made}<days>28</days>") == []
    assert broken(book, f"{made}<days>29</days>") == [("calculate", "days")]


COUNTED = workbook(
    """
    type | name | label | calculation | repeat_count | parameters | relevant
    integer | n | How many?
    begin_repeat | person | Person | | ${n} | | ${n} < 9
    integer | age | Age
    calculate | place | | position(..)
    end_repeat
    calculate | total | | sum(${age})
    calculate | adults | | count(${person}[age >= 18])
    calculate | share | | round(${adults} div count(${person}), 2)
    calculate | key | | concat(${n}, '-', ${total})
    calculate | chance | | once(random())
    range | score | Score | | | start=0 end=10 step=0.5
    """
)
TWO = "<person><age>9</age><place>1</place></person><person><age>30</age></person>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"<n>2</n>{TWO}<total>39</total><adults>1</adults><share>0.5</share>", []),
        (f"<n>2</n>{TWO}<total>39.0</total><share>0.50</share>", []),
        (f"<n>2</n>{TWO}<total>999</total>", [("calculate", "total")]),
        (f"<n>2</n>{TWO}<adults>2</adults>", [("calculate", "adults")]),
        (f"<n>2</n>{TWO}<key>2-38</key>", [("calculate", "key")]),
        (f"<n>2</n>{TWO}<chance>0.123</chance>", []),
        (f"<n>2</n>{TWO.replace('<place>1', '<place>3')}", [("calculate", "place")]),
        (f"<n>1</n>{TWO}", [("count", "person")]),
        (f"<n>3</n>{TWO}", [("count", "person")]),
        (f"<n>0</n>{TWO}", [("count", "person")]),
        ("<n>3</n>", [("count", "person")]),
        ("<n>0</n>", []),
        ("<n>9</n>", []),  # the repetition is not relevant
        ("<n>0</n><score>10</score>", []),
        ("<n>0</n><score>0.5</score>", []),
        ("<n>0</n><score>10.5</score>", [("range", "score")]),
        ("<n>0</n><score>-0.5</score>", [("range", "score")]),
        ("<n>0</n><score>0.7</score>", [("range", "score")]),
    ],
)
def test_calculations_counts_and_ranges_are_judged_again(broken, body, expected):
    assert broken(COUNTED, body) == expected


DIGITS = workbook(
    """
    type | name | label | constraint
    integer | age | Age | . > 17
    decimal | rent | Rent | . < 100
    date | came | Came | . > date('2026-01-01')
    text | words | Words
    range | score | Score
    """
)


@pytest.mark.parametrize(
    "body",
    [
        "<age>٣٤</age><rent>٩٩٫٥</rent><came>٢٠٢٦-٠٧-٣٠</came><score>٧</score>",  # Arabic
        "<age>۳۴</age><rent>۹۹٫۵</rent><came>۲۰۲۶-۰۷-۳۰</came><score>۷</score>",  # Persian
        "<age>३४</age><rent>९९.५</rent><came>२०२६-०७-३०</came><score>७</score>",  # Devanagari
    ],
)
def test_digits_of_other_scripts_are_read_and_stored_as_ascii(broken, mission, analyst, body):
    from waystation.registry.collection import queries

    found = broken(DIGITS, body + "<words>٣ ditë</words>")

    assert found == []
    assert queries.answers_of(Submission.objects.get())["main"] == {
        "age": "34", "rent": "99.5", "came": "2026-07-30", "score": "7", "words": "٣ ditë",
        "instanceID": "uuid:0",
    }  # fmt: skip


def test_digits_of_other_scripts_do_not_pass_a_rule_that_ascii_would_not(broken):
    assert broken(DIGITS, "<age>١٢</age><rent>١٠٠</rent>") == [
        ("constraint", "age"),
        ("constraint", "rent"),
    ]


def test_why_a_rule_could_not_be_evaluated_is_said_in_the_readers_language(broken, client, analyst):
    from waystation.registry.collection.views.submissions import sentence_of

    book = workbook("type | name | label | constraint\ntext | a | A | date(.) > today()")

    found = broken(book, "<a>soon</a>")
    stored = Submission.objects.get().problems[0]

    assert found == [("rule", "a")]
    assert stored["reason"] == "not_a_date"
    assert "soon" not in str(stored)  # a problem is stored in the open, so it holds no answer
    assert "A value that should be a date is none." in sentence_of(stored)


def test_a_submission_that_breaks_a_rule_is_kept_marked_and_named(survey, send):
    answer = send(filled(body="<name>Zana</name><age>121</age>"))

    kept = Submission.objects.get()

    assert answer.status_code == 201
    assert b"break the form" in answer.content
    assert kept.state == "held"
    assert kept.problems == [
        {"kind": "constraint", "question": "age", "message": "Between 0 and 120"}
    ]

"""What was answered to each question: counted from the answers, in the order of the form."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from tests.registry.collection.conftest import filled
from waystation.foundation.audit.models import Entry
from waystation.registry.collection.rules.summaries import classes, keys_of_classes

ANSWERS = [
    ("Zana", 34, "yes", "red blue"),
    ("Besa", 17, "no", "red"),
    ("Ilir", 71, "yes", ""),
    ("Drin", 9, "", "green"),
]


@pytest.fixture
def answered(survey, send):
    for number, (name, age, works, colours) in enumerate(ANSWERS):
        body = (
            f"<name>{name}</name><age>{age}</age><works>{works}</works><colours>{colours}</colours>"
            f"<children>1</children><child><child_name>D</child_name><child_age>{age // 5}"
            "</child_age></child>"
        )
        assert send(filled(f"uuid:{number}", body=body)).status_code == 201
    return reverse("collection:summary", args=[survey.form.id])


def shown(client, place, **asked):
    found = client.get(place, asked).context["summaries"]
    return {one["key"].rpartition(" · ")[2].casefold(): one for one in found}


def rows(one):
    return [tuple(row[:2]) for row in one["chart"].table.rows]


@pytest.mark.django_db
def test_the_choices_of_each_question_are_counted_in_the_order_of_the_list(
    client, answered, analyst
):
    client.force_login(analyst)

    found = shown(client, answered)

    assert rows(found["works"]) == [("Yes", 2), ("No", 1)]
    assert rows(found["colours"]) == [("Red", 2), ("Green", 1), ("Blue", 1)]
    assert (found["colours"]["answered"], found["colours"]["asked"]) == (3, 4)
    assert [round(row[2], 1) for row in found["colours"]["chart"].table.rows] == [66.7, 33.3, 33.3]


@pytest.mark.django_db
def test_numbers_have_their_spread_and_words_are_not_repeated(client, answered, analyst):
    client.force_login(analyst)

    answer = client.get(answered)
    found = {one["key"]: one for one in answer.context["summaries"]}
    age = next(one for key, one in found.items() if key.casefold() == "age")

    assert dict(age["spread"]) == {
        "Lowest": "9", "Median": "25.5", "Mean": "32.8", "Highest": "71",
    }  # fmt: skip
    assert "Zana" not in answer.content.decode()


@pytest.mark.django_db
def test_a_repetition_is_summed_up_on_its_own(client, answered, analyst):
    client.force_login(analyst)

    found = shown(client, answered, repeat="child")

    assert rows(found["child_age"]) == [("1", 1), ("3", 1), ("6", 1), ("14", 1)]


@pytest.mark.django_db
def test_only_who_may_read_submissions_gets_a_summary_and_reading_is_logged(
    client, answered, survey, analyst, blerim, milan
):
    codes = []
    for user in (analyst, blerim, milan):
        client.force_login(user)
        codes.append(client.get(answered).status_code)

    logged = Entry.objects.filter(verb="form_answers.read").count()

    assert codes == [200, 200, 404]
    assert logged == 2


@pytest.mark.django_db
def test_without_answers_the_page_says_how_to_get_some(client, survey, analyst):
    client.force_login(analyst)

    page = client.get(reverse("collection:summary", args=[survey.form.id])).content.decode()

    assert "No answers to count yet" in page


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["9" * 5000, "-1", "x", "9999"])
def test_a_first_question_that_is_no_number_of_a_question_opens_the_summary(
    client, answered, analyst, asked
):
    client.force_login(analyst)

    page = client.get(answered, {"from": asked})

    assert page.status_code == 200


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([1, 1, 3], [("1", 2), ("3", 1)]),
        (range(40), [("0–4", 5), ("5–9", 5), ("10–14", 5), ("15–19", 5), ("20–24", 5),
                     ("25–29", 5), ("30–34", 5), ("35–39", 5)]),
        ([Decimal("0.5") * n for n in range(20)],
         [("0–2", 4), ("2–4", 4), ("4–6", 4), ("6–8", 4), ("8–10", 4)]),
    ],
)  # fmt: skip
def test_many_numbers_are_put_into_classes_of_equal_width(numbers, expected):
    found = classes(sorted(map(Decimal, numbers)))

    assert found == expected
    assert sum(count for _label, count in found) == len(numbers)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("question", "label", "names"),
    [
        ("works", "Yes", ["Ilir", "Zana"]),
        ("colours", "Red", ["Besa", "Zana"]),
        ("age", "71", ["Ilir"]),
    ],
)
def test_a_bar_opens_the_answers_that_it_counts_on_the_page_and_in_the_file(
    client, answered, analyst, question, label, names
):
    client.force_login(analyst)
    found = shown(client, answered)
    chart = found[question]["chart"]

    page = client.get(chart.links[(label,)])
    file = client.get(page.context["export_urls"]["csv"])

    lines = b"".join(file).decode().splitlines()
    assert len(page.context["rows"]) == len(names) == dict(rows(found[question]))[label]
    for name, *_others in ANSWERS:
        assert (f">{name}<" in page.content.decode()) == (name in names)
        assert any(f",{name}," in line for line in lines) == (name in names)
    assert "Only those that answered" in page.content.decode()


@pytest.mark.django_db
def test_a_bar_of_a_repetition_opens_its_rows_only(client, answered, analyst):
    client.force_login(analyst)
    chart = shown(client, answered, repeat="child")["child_age"]["chart"]

    page = client.get(chart.links[("14",)])

    assert len(page.context["rows"]) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("asked", [("nothing", "yes"), ("works", ""), ("name", "Zana")])
def test_a_bar_that_there_is_not_shows_no_wrong_answers(client, answered, survey, analyst, asked):
    question, bar = asked
    client.force_login(analyst)

    page = client.get(
        reverse("collection:answers", args=[survey.form.id]), {"question": question, "bar": bar}
    )

    assert page.status_code == 200
    assert len(page.context["rows"]) == (0 if question == "name" else len(ANSWERS))


@pytest.mark.django_db
def test_who_may_not_read_submissions_opens_no_bar(client, answered, survey, milan):
    client.force_login(milan)

    page = client.get(
        reverse("collection:answers", args=[survey.form.id]), {"question": "works", "bar": "yes"}
    )

    assert page.status_code == 404


@pytest.mark.parametrize("numbers", [range(40), [1, 1, 3], [Decimal("0.5") * n for n in range(20)]])
def test_each_class_of_numbers_has_a_key(numbers):
    ordered = sorted(map(Decimal, numbers))

    assert len(keys_of_classes(ordered)) == len(classes(ordered))

"""How many answered a question does not give away what another question hides.

A question may be asked only of those who gave certain answers to another one, and the form says so.
"""

from __future__ import annotations

import csv
from datetime import date

import pytest
from django.urls import reverse

from tests.registry.collection.conftest import filled, send, survey  # noqa: F401
from waystation.services.tracking import actions, queries
from waystation.services.tracking.models import Estimation, Finding
from waystation.services.tracking.rules import Base, bases_to_hide

FOLLOWS = Base(95, {"long": 60, "short": 35}, frozenset())


def test_who_was_asked_because_they_said_yes_does_not_tell_how_many_said_no():
    works = Base(100, {"yes": 95, "no": 5}, frozenset({"yes", "no"}))

    hidden = bases_to_hide({"works": works, "for_how_long": FOLLOWS}, 100, "public")

    assert hidden == {"for_how_long"}


def test_what_was_asked_of_a_cover_alone_does_not_tell_the_small_answer():
    origin = Base(100, {"a": 88, "b": 8, "c": 4}, frozenset({"b", "c"}))
    of_b = Base(8, {"yes": 8, "no": 0}, frozenset())
    of_a_and_b = Base(96, {"yes": 50, "no": 46}, frozenset())

    hidden = bases_to_hide({"origin": origin, "of_b": of_b, "of_both": of_a_and_b}, 100)

    assert hidden == {"of_b", "of_both"}


def test_one_of_several_answers_that_each_may_give_is_a_yes_or_a_no():
    helped = Base(100, {"money": 60, "law": 97}, frozenset({"law"}), adds_up=False)
    not_by_law = Base(3, {"yes": 3}, frozenset())
    by_money = Base(60, {"yes": 30, "no": 30}, frozenset())

    bases = {"helped": helped, "why_not": not_by_law, "how_much": by_money}

    assert bases_to_hide(bases, 100) == {"why_not"}


def test_what_everybody_was_asked_and_what_no_answer_hides_is_said():
    works = Base(100, {"yes": 60, "no": 40}, frozenset())
    rare = Base(100, {"yes": 97, "no": 3}, frozenset({"yes", "no"}))

    assert bases_to_hide({"works": works, "rare": rare, "of_works": FOLLOWS}, 95) == set()
    assert bases_to_hide({"works": works, "of_works": FOLLOWS}, 100) == set()


@pytest.mark.django_db
def test_page_file_api_and_report_hide_the_number_and_what_it_can_be_computed_from(
    client,
    mission,
    analyst,
    survey,  # noqa: F811
    send,  # noqa: F811
):
    study = actions.open_operation(analyst, mission.prishtine.id, "Intentions")
    round_ = actions.open_round(
        analyst,
        study.id,
        number=1,
        form_id=survey.form.id,
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 3, 31),
    )
    for number in range(2):
        send(filled(f"uuid:{number}", body="<name>A</name><age>20</age><works>yes</works>"))
    run = actions.estimate(analyst, round_.id)
    Estimation.objects.filter(pk=run.pk).update(rows=1000)
    run.findings.all().delete()
    for position, (question, choice, n, chosen) in enumerate(
        [
            ("works", "yes", 1000, 997),
            ("works", "no", 1000, 3),
            ("longer", "yes", 997, 500),
            ("longer", "no", 997, 497),
        ]
    ):
        Finding.objects.create(
            estimation=run, position=position, question=question, question_label=question,
            statistic="share", choice=choice, value=chosen / n, se=0.016, low=0.4, high=0.6, n=n,
            chosen=chosen, deff=1.0,
        )  # fmt: skip
    client.force_login(analyst)

    page = client.get(reverse("tracking:round", args=[round_.id])).content.decode()
    sheet = client.get(reverse("tracking:export", args=[round_.id])).content.decode("utf-8-sig")
    answer = client.get(f"/api/v1/tracking/rounds/{round_.id}/findings").json()
    report = queries.finding(mission.organisation.id, f"{round_.id}/longer")

    lines = [one for one in csv.DictReader(sheet.splitlines()) if one["question"] == "longer"]
    (longer,) = (one for one in answer["questions"] if one["question"] == "longer")
    assert "997" not in page
    assert [(one["value"], one["n"], one["low"], one["deff"]) for one in lines] == [
        ("0.5", "", "", "")
    ] * 2
    for rows in (longer["rows"], report["rows"]):
        assert [(one["value"], one["n"], one["low"]) for one in rows] == [(0.5, None, None)] * 2

"""Law and practice against a standard, clause by clause, by the authority and by others."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.governance.policies.conftest import TODAY
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.governance.policies.actions import standards as actions
from waystation.governance.policies.models import ClauseAnswer, Standard
from waystation.governance.policies.queries import measures
from waystation.governance.policies.queries import standards as queries
from waystation.governance.policies.rules import standards as rules
from waystation.registry.reference import actions as reference

ABOUT = {"name": "Montreal Recommendations", "edition": "2020", "source": "Loaded by the office"}
FILE = "code,title,text\n1,Licensing,Agencies are licensed\n2,No fees,Workers pay nothing\n"
MET = {
    "law": "met",
    "law_text": "Law 05/L-020, article 4",
    "practice": "met",
    "practice_text": "Inspections show it",
}


@pytest.fixture
def standard(mission, arta, people):
    return actions.load_standard(arta, mission.prishtine.id, content=FILE.encode(), **ABOUT)


def begin(user, standard, entity, by="independent", day=TODAY):
    return actions.begin_assessment(
        user, standard=str(standard.id), entity=str(entity.id), by=by, day=day
    )


@pytest.fixture
def gap(arta, people, standard):
    return begin(arta, standard, people.ministry)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name\nx\n", "columns"),
        ("code,title\n,x\n", "Row 2"),
        ("code,title\n1,x\n1,y\n", "twice"),
        ("code,title\n", "between 1 and"),
    ],
)
def test_a_file_of_clauses_says_which_row_is_wrong(text, sentence):
    with pytest.raises(Refusal, match=sentence) as refused:
        rules.read_clauses(text)

    assert refused.value.field == "file"


def test_a_standard_is_loaded_by_a_page_and_an_edition_once(arta, blerim, people, client):
    client.force_login(arta)
    given = {**ABOUT, "office": str(arta.memberships.last().office_id)}
    address = reverse("policies:standard_new")

    answers = [
        client.post(address, {**given, "file": SimpleUploadedFile("m.csv", FILE.encode())})
        for _ in range(2)
    ]
    client.force_login(blerim)
    refused = client.get(address)

    assert [one.status_code for one in answers] == [302, 422]
    assert [one.code for one in queries.clauses_of(Standard.objects.get().id)] == ["1", "2"]
    assert refused.status_code == 403


def test_only_standards_whose_source_was_read_come_with_waystation(mission, arta, people):
    reference.load_lists()

    first = actions.load_shipped_standards(arta, mission.prishtine.id)
    again = actions.load_shipped_standards(arta, mission.prishtine.id)

    rows = {one.name: one.number for one in queries.standards_visible_to(arta)}
    assert (first, again) == (4, 0)
    assert rows["Global Compact for Safe, Orderly and Regular Migration: objectives"] == 23
    assert rows["IASC Framework on Durable Solutions: criteria"] == 8
    assert not [name for name in rows if "Montreal" in name or "IRIS" in name or "ILO" in name]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"law": ""}, "law"),
        ({"law": "perhaps"}, "law"),
        ({"law_text": ""}, "law_text"),
        ({"practice_text": ""}, "practice_text"),
        ({"practice": "not_met"}, "gap"),
        ({"measure": "x"}, "measure"),
        ({"address": "javascript:alert(1)"}, "address"),
    ],
)
def test_an_answer_names_its_source_and_its_gap(arta, gap, standard, changes, field):
    clause = queries.clauses_of(standard.id)[0]

    with pytest.raises(Refusal) as refused:
        actions.assess_clause(arta, gap.id, clause.id, **{**MET, **changes})

    assert refused.value.field == field
    assert not ClauseAnswer.objects.exists()


def test_an_assessment_is_final_when_every_clause_is_assessed(arta, blerim, gap, standard):
    first, second = queries.clauses_of(standard.id)
    actions.assess_clause(arta, gap.id, first.id, **MET)
    with pytest.raises(Refusal, match="Clauses not assessed yet: 1"):
        actions.change_assessment_state(arta, gap.id, "finish")
    with pytest.raises(NotAllowed):
        actions.change_assessment_state(blerim, gap.id, "finish")

    actions.assess_clause(arta, gap.id, second.id, **MET)
    row = actions.change_assessment_state(arta, gap.id, "finish")

    assert row.state == "final"
    with pytest.raises(Refusal, match="final"):
        actions.assess_clause(arta, gap.id, first.id, **MET)


def test_a_gap_leads_to_the_measure_that_closes_it_and_back(arta, client, gap, standard, measure):
    clause = queries.clauses_of(standard.id)[1]
    actions.assess_clause(
        arta,
        gap.id,
        clause.id,
        **{**MET, "practice": "not_met", "gap": "Fees are paid", "measure": str(measure.id)},
    )
    client.force_login(arta)

    of_gap = client.get(reverse("policies:gap", args=[gap.id])).content.decode()
    of_measure = client.get(reverse("policies:measure", args=[measure.id])).content.decode()

    assert reverse("policies:measure", args=[measure.id]) in of_gap
    assert reverse("policies:gap", args=[gap.id]) in of_measure
    assert queries.gap_visible_to(arta, gap.id).gaps == 1
    assert queries.gap_visible_to(arta, gap.id).unplanned == 0


def test_a_later_assessment_is_compared_with_the_one_before(arta, people, standard):
    earlier = begin(arta, standard, people.ministry, day=date(2025, 9, 1))
    later = begin(arta, standard, people.ministry)
    for row, practice in ((earlier, "not_met"), (later, "partly")):
        for clause in queries.clauses_of(standard.id):
            actions.assess_clause(
                arta, row.id, clause.id, **{**MET, "practice": practice, "gap": "Fees"}
            )
        actions.change_assessment_state(arta, row.id, "finish")

    found = queries.assessed_clauses(queries.gap_visible_to(arta, later.id))

    assert [one.practice_change for one in found] == ["better", "better"]
    assert [one.law_change for one in found] == ["", ""]


def test_an_authority_assesses_itself_and_nobody_else(arta, people, standard):
    row = begin(people.ana, standard, people.ministry, by="self")
    for clause in queries.clauses_of(standard.id):
        actions.assess_clause(people.ana, row.id, clause.id, **MET)
    submitted = actions.change_assessment_state(people.ana, row.id, "submit")
    independent = begin(arta, standard, people.ministry)

    assert submitted.state == "final"
    assert queries.other_side(queries.gap_visible_to(arta, row.id)).id == independent.id
    for entity, by in ((people.education, "self"), (people.ministry, "independent")):
        with pytest.raises(NotAllowed):
            begin(people.ana, standard, entity, by=by, day=date(2026, 9, 1))
    with pytest.raises(NotSeen):
        actions.assess_clause(people.other, row.id, clause.id, **MET)
    for clause in queries.clauses_of(standard.id):
        actions.assess_clause(arta, independent.id, clause.id, **MET)
    with pytest.raises(Refusal, match="its own"):
        actions.change_assessment_state(people.ana, independent.id, "submit")


def test_nobody_elsewhere_sees_standards_or_assessments(milan, gap, standard, client):
    client.force_login(milan)

    statuses = [
        client.get(reverse(f"policies:{name}", args=[row.id])).status_code
        for name, row in (("gap", gap), ("standard", standard))
    ]

    assert statuses == [404, 404]
    assert not queries.gaps_visible_to(milan).exists()
    assert measures.measure_choices(milan) == []


def test_an_assessment_begun_by_mistake_is_withdrawn_and_begun_again(
    arta, people, standard, gap, measure
):
    clause = queries.clauses_of(standard.id)[1]
    actions.assess_clause(
        arta,
        gap.id,
        clause.id,
        **{**MET, "practice": "not_met", "gap": "Fees are paid", "measure": str(measure.id)},
    )

    with pytest.raises(Refusal) as without:
        actions.change_assessment_state(arta, gap.id, "withdraw", reason="")
    row = actions.change_assessment_state(arta, gap.id, "withdraw", reason="The wrong ministry")
    again = begin(arta, standard, people.ministry)

    assert without.value.field == "reason"
    assert (row.state, row.reason) == ("withdrawn", "The wrong ministry")
    assert again.id != gap.id
    assert queries.gaps_closed_by(measure.id) == []
    with pytest.raises(Refusal, match="withdrawn"):
        actions.assess_clause(arta, gap.id, clause.id, **MET)


def test_an_authority_withdraws_its_own_assessment_only(
    blerim, milan, people, standard, gap, client
):
    own = begin(people.ana, standard, people.ministry, by="self")

    for user, refusal in ((milan, NotSeen), (people.other, NotSeen), (blerim, NotAllowed)):
        with pytest.raises(refusal):
            actions.change_assessment_state(user, gap.id, "withdraw", reason="Begun by mistake")
    with pytest.raises(Refusal, match="its own assessment"):
        actions.change_assessment_state(people.ana, gap.id, "withdraw", reason="Begun by mistake")
    row = actions.change_assessment_state(people.ana, own.id, "withdraw", reason="Begun by mistake")
    client.force_login(people.ana)
    page = client.get(reverse("policies:gap", args=[own.id])).content.decode()

    assert row.state == "withdrawn"
    assert "not counted: Begun by mistake" in page


def finished(user, standard, entity, *, transition="finish", practice="met", **given):
    row = begin(user, standard, entity, **given)
    answer = {**MET, "practice": practice, "gap": "" if practice == "met" else "Fees are paid"}
    for clause in queries.clauses_of(standard.id):
        actions.assess_clause(user, row.id, clause.id, **answer)
    return actions.change_assessment_state(user, row.id, transition)


def test_a_final_assessment_found_wrong_is_withdrawn_and_compared_no_longer(arta, people, standard):
    wrong = finished(arta, standard, people.ministry, practice="not_met", day=date(2025, 9, 1))
    later = finished(arta, standard, people.ministry)
    compared = queries.before(later)

    row = actions.change_assessment_state(
        arta, wrong.id, "withdraw", reason="Law of another ministry"
    )
    again = begin(arta, standard, people.ministry, day=date(2025, 9, 1))

    assert compared == wrong
    assert (row.state, row.reason) == ("withdrawn", "Law of another ministry")
    assert queries.before(later) is None
    assert again.state == "draft"


def test_an_authority_withdraws_the_assessment_that_it_submitted_and_no_other(
    arta, blerim, milan, people, standard
):
    own = finished(people.ana, standard, people.ministry, transition="submit", by="self")
    independent = finished(arta, standard, people.ministry)

    for user, refusal in ((milan, NotSeen), (people.other, NotSeen), (blerim, NotAllowed)):
        with pytest.raises(refusal):
            actions.change_assessment_state(user, own.id, "withdraw", reason="An old law")
    with pytest.raises(Refusal, match="its own assessment"):
        actions.change_assessment_state(
            people.ana, independent.id, "withdraw", reason="Not our law"
        )
    row = actions.change_assessment_state(people.ana, own.id, "withdraw", reason="An old law")

    assert (row.state, row.reason) == ("withdrawn", "An old law")


def test_a_second_assessment_of_a_day_is_refused_with_what_to_do(arta, people, standard):
    begin(arta, standard, people.ministry, day=date(2025, 9, 1))
    finished(arta, standard, people.ministry)

    with pytest.raises(Refusal) as of_a_draft:
        begin(arta, standard, people.ministry, day=date(2025, 9, 1))
    with pytest.raises(Refusal) as of_a_final_one:
        begin(arta, standard, people.ministry)

    assert "Open it to continue" in str(of_a_draft.value)
    assert "withdraw it first" in str(of_a_final_one.value)


def test_the_page_of_a_step_that_was_taken_says_so_and_leads_back(arta, client, gap):
    actions.change_assessment_state(arta, gap.id, "withdraw", reason="Begun by mistake")
    client.force_login(arta)

    page = client.get(reverse("policies:gap_step", args=[gap.id, "finish"])).content.decode()

    assert "This is not possible now: its state is “Withdrawn”." in page
    assert f">{gap.standard}</a>" in page
    assert TODAY.isoformat() not in page
    assert reverse("policies:gap", args=[gap.id]) in page
    assert "novalidate" not in page

"""Due diligence: every criterion has a finding, a second person decides, suspension is at once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.services.recruitment.conftest import MONDAY, TODAY, state_of
from waystation.foundation.shared.errors import Conflict, NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.registry.reference import actions as reference_actions
from waystation.registry.reference import queries as reference
from waystation.services.recruitment import actions, queries
from waystation.services.recruitment.models import Assessment
from waystation.services.recruitment.rules import Decision, clearance_on, may_recruit

ONE, TWO = new_key(), new_key()


def codes_of(refusal):
    return [one.code for one in getattr(refusal, "all", [refusal])]


def test_an_assessment_has_a_finding_for_each_criterion_of_its_standard(assessment):
    codes = list(assessment.findings.order_by("position").values_list("criterion", flat=True))

    assert codes == [f"ilo.{n}" for n in range(1, 14)]
    assert "iris.A.1" in queries.criteria_of("iris", TODAY)
    assert "iris.A" not in queries.criteria_of("iris", TODAY)  # a principle, not a criterion


def test_criteria_that_nobody_could_read_say_so():
    entries = reference.entries("recruitment_criterion")

    assert entries["iris.A.1"].note == ""
    assert entries["iris.1.w1"].note.startswith("Unofficial")
    assert entries["ilo.12"].note.startswith("Recalled")


PACK = """code,en,sq,sr,parent,source,note
,Recruitment criteria,,,,Text of 2027,
mission,Standard of the ministry,Standardi i ministrisë,Стандард министарства,,Text of 2027,
mission.1,No fees,Pa tarifa,Без накнада,mission,Text of 2027,
mission.1.1,The price list names no worker,,,mission.1,Text of 2027,
"""


def test_the_text_of_a_standard_is_loaded_as_a_pack_and_assessed_against(mission, leart, recruiter):
    drita = mission.hire("Drita Zeka", mission.prishtine, "administrator")
    reference_actions.add_pack(drita, "recruitment_criteria.csv", PACK.encode())

    assessment = actions.begin_assessment(
        leart,
        mission.prishtine.id,
        recruiter.id,
        role="recruiter",
        standard="mission",
        conflict="none",
    )

    assert dict(queries.standards())["mission"] == "Standard of the ministry"
    assert [one.criterion for one in assessment.findings.all()] == ["mission.1.1"]
    assert queries.criterion_label("mission.1.1") == "The price list names no worker"


def test_a_pack_under_the_code_of_a_shipped_standard_is_refused(mission):
    drita = mission.hire("Drita Zeka", mission.prishtine, "administrator")

    with pytest.raises(Refusal) as caught:
        reference_actions.add_pack(
            drita, "recruitment_criteria.csv", PACK.replace("mission", "iris").encode()
        )

    assert caught.value.code == "pack_wrong"


def test_a_standard_that_nobody_knows_is_refused(mission, leart, recruiter):
    with pytest.raises(Refusal) as caught:
        actions.begin_assessment(
            leart,
            mission.prishtine.id,
            recruiter.id,
            role="recruiter",
            standard="iris.A.1",
            conflict="none",
        )

    assert caught.value.field == "standard"


def test_it_cannot_be_handed_in_before_every_criterion_has_a_finding(leart, assessment):
    with pytest.raises(Refusal) as caught:
        actions.change_assessment_state(leart, assessment.id, "submit")

    assert caught.value.code == "findings_missing"
    assert caught.value.values["n"] == 13


def test_what_is_not_met_needs_evidence_and_an_action_with_a_day(leart, assessment):
    findings = list(assessment.findings.order_by("position"))
    with pytest.raises(Refusal) as unproved:
        actions.record_finding(leart, findings[0].id, verdict="not_met")
    for one in findings:
        actions.record_finding(leart, one.id, verdict="not_met", evidence="Nothing there")

    with pytest.raises(Refusal) as caught:
        actions.change_assessment_state(leart, assessment.id, "submit")

    assert unproved.value.field == "evidence"
    assert (caught.value.code, caught.value.values["n"]) == ("action_missing", 13)


def test_who_has_a_tie_neither_assesses_nor_decides(mission, leart, employer, assessed, decide):
    tied = actions.begin_assessment(
        leart,
        mission.prishtine.id,
        employer.id,
        role="employer",
        standard="ilo",
        conflict="declared",
    )

    with pytest.raises(Refusal) as submitting:
        actions.change_assessment_state(leart, tied.id, "submit")
    with pytest.raises(Refusal) as deciding:
        decide(assessed, "clear_with_actions", decider_conflict="declared")

    assert submitting.value.code == "conflict_of_interest"
    assert deciding.value.code == "conflict_of_interest"


def test_a_second_person_decides(leart, assessed, decide, recruiter):
    with pytest.raises(Refusal) as caught:
        actions.change_assessment_state(
            leart,
            assessed.id,
            "clear_with_actions",
            reason="Mine is better",
            decider_conflict="none",
        )
    with pytest.raises(Refusal) as wrong:
        decide(assessed, "clear")
    decided = decide(assessed, "clear_with_actions")

    assert caught.value.code == "second_person"
    assert wrong.value.code == "findings_open"
    assert decided.valid_until == TODAY + timedelta(days=365)
    assert state_of(recruiter) == "cleared_actions"
    assert state_of(recruiter, TODAY - timedelta(days=1)) == "not_assessed"
    assert state_of(recruiter, TODAY + timedelta(days=366)) == "expired"


def test_who_wrote_a_finding_does_not_decide_either(lule, leart, assessment, assessed, decide):
    actions.change_assessment_state(lule, assessed.id, "send_back", reason="Look at the fees again")
    finding = assessment.findings.get(criterion="ilo.7")
    actions.record_finding(lule, finding.id, verdict="met", evidence="All is paid back")
    actions.change_assessment_state(leart, assessment.id, "submit")

    with pytest.raises(Refusal) as caught:
        decide(assessed, "clear_with_actions")

    assert caught.value.code == "second_person"


def test_a_suspension_holds_at_once_until_a_new_edition_is_decided(
    mission, leart, lule, assessed, decide, recruiter
):
    decide(assessed, "clear_with_actions")
    actions.change_assessment_state(lule, assessed.id, "suspend", reason="Kept a passport")
    suspended = queries.clearance_of(recruiter.id, TODAY)
    again = actions.begin_assessment(
        leart,
        mission.prishtine.id,
        recruiter.id,
        role="recruiter",
        standard="ilo",
        conflict="none",
    )

    assert suspended.state == "suspended"
    assert may_recruit(suspended).code == "suspended"
    assert again.number == 2
    assert again.findings.filter(verdict="met").count() == 12  # what was met is copied
    assert state_of(recruiter) == "suspended"
    assert queries.entities_with_state(mission.organisation.id, "suspended", TODAY) == [
        recruiter.id
    ]


def test_only_one_edition_is_open_at_a_time(mission, leart, recruiter, assessment):
    with pytest.raises(Conflict):
        actions.begin_assessment(
            leart,
            mission.prishtine.id,
            recruiter.id,
            role="recruiter",
            standard="ilo",
            conflict="none",
        )


def test_clearances_expire_in_the_morning_after_their_last_day(clock, assessed, decide):
    decide(assessed, "clear_with_actions")
    clock.move_to(MONDAY + timedelta(days=366))

    number = actions.expire_clearances()

    assert (number, actions.expire_clearances()) == (1, 0)
    assert Assessment.objects.get(id=assessed.id).state == "expired"


def test_of_two_standards_the_worse_counts_and_of_one_the_newest():
    cleared = Decision(ONE, "iris", 1, "cleared", date(2026, 1, 1), date(2027, 1, 1))
    refused = Decision(TWO, "ilo", 1, "not_cleared", date(2026, 2, 1))
    better = Decision(TWO, "ilo", 2, "cleared", date(2026, 3, 1), date(2027, 3, 1))

    assert clearance_on([cleared, refused], TODAY).state == "not_cleared"
    assert clearance_on([cleared, refused, better], TODAY).state == "cleared"
    assert clearance_on([cleared, refused, better], date(2026, 2, 10)).state == "not_cleared"
    assert clearance_on([], TODAY).state == "not_assessed"
    assert may_recruit(clearance_on([], TODAY)) is None


def test_colleagues_who_assess_share_it_and_counsellors_see_only_whether_one_is_cleared(
    mission, arta, milan, blerim, lule, recruiter, assessed
):
    stranger = mission.hire("Enis Far", mission.peje, "tracking_enumerator")

    shown = {
        who.get_short_name(): (
            queries.assessments_visible_to(who).count(),
            queries.recruiters_visible_to(who).filter(id=recruiter.id).count(),
        )
        for who in (arta, milan, blerim, lule, stranger)
    }

    assert shown == {
        "Arta": (0, 1),
        "Milan": (0, 1),  # who recruits is shared by all offices
        "Blerim": (1, 1),
        "Lule": (1, 1),
        "Enis": (0, 0),
    }
    with pytest.raises(NotSeen):
        queries.assessment_visible_to(arta, assessed.id)
    with pytest.raises(NotAllowed):
        actions.begin_assessment(
            blerim,
            mission.prishtine.id,
            recruiter.id,
            role="recruiter",
            standard="iris",
            conflict="none",
        )


def test_the_database_refuses_a_decision_without_who_and_when_and_any_deletion(assessed):
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.filter(id=assessed.id).update(outcome="cleared")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM recruitment_assessment")

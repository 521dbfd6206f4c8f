"""The Network of the matrix: it lives in Arta's office, with one of everything.

Whoever adds a noun to the Network adds its record to ``made_in_the_network`` here, with a mark.
"""

from __future__ import annotations

from datetime import date

from tests.matrix import meetings, registers
from waystation.foundation.shared.periods import now, today_in

MARKS = [
    "mark-of-a-mandate",
    "mark-of-a-decision",
    "mark-of-an-annex",
    "mark-of-advice",
    "mark-of-a-plan",
    "mark-of-a-commitment",
    "mark-of-a-review",
    "mark-of-a-measure",
]
MARKS += meetings.MARKS + registers.MARKS
MARKS_OF_THE_ORGANISATION = ["mark-of-an-entity"]


def made_in_the_network(mission):
    """Return the keys of the Network's records, by name."""
    from waystation.governance.network import actions
    from waystation.governance.network.models import Member, Network, Seat
    from waystation.registry.organisations import actions as organisations

    office = mission.prishtine
    stamp = {
        "organisation": mission.organisation,
        "office": office,
        "created_at": now(),
        "changed_at": now(),
    }
    network = Network.objects.create(**stamp, name="Network", opened_on=date(2025, 12, 31))
    actions.terms.first_terms(network)
    sanja = mission.hire("Sanja Forthenetwork", office, "network_secretariat")
    entity = organisations.record_entity(
        sanja, office.id, name="Agency", kind="un_system", mandate="mark-of-an-entity"
    )
    organisations.name_focal_point(sanja, entity.id, starts_on=date(2026, 1, 1), name="Focal Mark")
    member = Member.objects.create(
        **stamp,
        entity=entity,
        entity_kind=entity.kind,
        opted_in_on=date(2026, 1, 1),
        mandate="mark-of-a-mandate",
        starts_on=date(2026, 1, 1),
    )
    Seat.objects.create(**stamp, key="rotating", permanent=False)
    term = actions.seats.appoint_rotating(
        sanja,
        entity.id,
        starts_on=today_in(),
        decided_on=today_in(),
        decided_way="meeting",
        decision="mark-of-a-decision",
    )
    actions.members.issue_annex(sanja)
    actions.profiles.issue_profiles(sanja)
    return {
        "profile_edition": 1,
        "invitation_token": "of-nobody",
        "file_kind": "advice",
        "file_piece_of_advice": "document",
        **_advice(sanja, stamp),
        **meetings.made_of_a_meeting(stamp, entity),
        **_plan(sanja, stamp, entity),
        **registers.made_of_registers(sanja, office),
        "entity": entity.id,
        "member": member.id,
        "term": term.id,
        "seat": "rotating",
        "working_rule": "papers_days",
        "assessed_year": 2026,
        "assessed_code": "WP1",
    }


def _advice(sanja, stamp):
    """A draft of a recommendation with one piece of evidence."""
    from waystation.governance.advice import actions as advice
    from waystation.governance.advice.models import Evidence

    row = advice.draft_recommendation(sanja, text="mark-of-advice", addressee="unkt")
    evidence = Evidence.objects.create(
        **stamp, recommendation=row, kind="fact", key="f", title="mark-of-advice", digest="0" * 64
    )
    return {"recommendation": row.id, "evidence": evidence.id}


def _plan(sanja, stamp, entity):
    """A plan with one of everything, an edition put there directly, and a completed dashboard."""
    from waystation.governance.workplans import actions as workplans
    from waystation.governance.workplans.models import PlanEdition

    today = today_in()
    quarter = (today.month + 2) // 3
    plan = workplans.plans.open_plan(sanja, year=today.year, title="mark-of-a-plan")
    priority = workplans.plans.add_priority(sanja, plan.id, title="mark-of-a-plan")
    activity = workplans.activities.add_activity(
        sanja, priority.id, title="mark-of-a-plan", entities=[(entity.id, "lead")]
    )
    milestone = workplans.progress.add_milestone(
        sanja, activity.id, title="mark-of-a-plan", quarter=quarter
    )
    commitment = workplans.commitments.record_commitment(
        sanja, activity.id, entity=entity.id, what="mark-of-a-commitment", due_on=today
    )
    review = workplans.reviews.record_review(
        sanja, kind="formal", held_on=today, finding="mark-of-a-review"
    )
    measure = workplans.reviews.record_measure(
        sanja, objective="GCM5", title="mark-of-a-measure", authority="Ministry", state="planned"
    )
    before = (today.year, quarter - 1) if quarter > 1 else (today.year - 1, 4)
    workplans.reviews.complete_dashboard(sanja, *before)
    edition = PlanEdition.objects.create(
        **stamp,
        created_by=sanja,
        plan=plan,
        number=2,
        day=today,
        reason="mark-of-a-plan",
        content={"title": "mark-of-a-plan", "priorities": []},
        digest="0" * 64,
    )
    return {
        "plan": plan.id,
        "priority": priority.id,
        "activity": activity.id,
        "milestone": milestone.id,
        "commitment": commitment.id,
        "measure": measure.id,
        "plan_edition": edition.id,
        "board_year": before[0],
        "board_q": before[1],
        "plan_review": review.id,
        "fulfilment": "fulfil",
    }

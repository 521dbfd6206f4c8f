"""A recruiter and an employer, and Leart and Lule, two labour officers in Arta's office."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from waystation.registry.organisations import actions as organisations
from waystation.registry.people import actions as people
from waystation.registry.privacy import actions as privacy
from waystation.services.recruitment import actions, queries

MONDAY = datetime(2026, 9, 21, 8, 0, tzinfo=UTC)  # 10:00 in Prishtinë
TODAY = date(2026, 9, 21)


@pytest.fixture(autouse=True)
def clock(time_machine, db):
    """The injected clock: a Monday, ten in the morning."""
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


@pytest.fixture
def leart(mission):
    return mission.hire("Leart Morina", mission.prishtine, "labour_officer")


@pytest.fixture
def lule(mission):
    return mission.hire("Lule Krasniqi", mission.prishtine, "labour_officer")


@pytest.fixture
def recruiter(mission, leart):
    return organisations.record_entity(
        leart, mission.prishtine.id, name="Ura Recruitment (fictional)", kind="recruiter"
    )


@pytest.fixture
def employer(mission, leart):
    return organisations.record_entity(
        leart, mission.prishtine.id, name="Stahlbau Test (fictional)", kind="employer"
    )


@pytest.fixture
def assessment(mission, leart, recruiter):
    return actions.begin_assessment(
        leart,
        mission.prishtine.id,
        recruiter.id,
        role="recruiter",
        standard="ilo",
        conflict="none",
    )


@pytest.fixture
def assessed(leart, assessment):
    """The assessment with every criterion met but the fees, which have an action and a day."""
    for finding in assessment.findings.order_by("position"):
        short = finding.criterion == "ilo.7"
        actions.record_finding(
            leart,
            finding.id,
            verdict="not_met" if short else "met",
            evidence="Took 300 euro from a welder" if short else "Seen in the office",
        )
        if short:
            actions.add_corrective_action(
                leart, finding_id=finding.id, what="Pay the welder back", due_on=date(2026, 10, 5)
            )
    return actions.change_assessment_state(leart, assessment.id, "submit")


@pytest.fixture
def decide(lule):
    def decided(assessment, transition, **values):
        given = {"reason": "Files seen", "decider_conflict": "none", **values}
        return actions.change_assessment_state(lule, assessment.id, transition, **given)

    return decided


@pytest.fixture
def incident(mission, arta, recruiter):
    return actions.open_incident(
        arta,
        mission.prishtine.id,
        entity_id=recruiter.id,
        kind="fee",
        amount=Decimal(400),
        account="The worker paid 400 euro in cash",
    )


def state_of(entity, day=TODAY):
    return queries.clearance_of(entity.id, day).state


@pytest.fixture
def besim(mission, arta):
    return people.record_person(
        arta, mission.prishtine, given="Besim", family="Welder", birth_date=date(1999, 3, 14),
        sex="male",
    )  # fmt: skip


@pytest.fixture
def agreed(arta, besim):
    """Besim agrees to our help with finding work."""
    return privacy.record_consent(
        arta,
        besim.id,
        purpose="employment",
        recipient="Office",
        fields=["profile"],
        language="en",
        text_number=1,
        how="signed",
    )


@pytest.fixture
def job():
    """A job as a welder in Germany through an agency."""
    return {
        "occupation": "72",
        "sector": "C",
        "from_country": "XK",
        "to_country": "DE",
        "channel": "agency",
        "for_wages": True,
        "usual_stay": True,
        "first_job": True,
        "note": "Knows the foreman",
    }


@pytest.fixture
def worker(mission, arta, besim, recruiter, job, agreed):
    return actions.record_recruitment(
        arta, mission.prishtine.id, besim.id, recruiter=recruiter.id, **job
    )


@pytest.fixture
def fee():
    """A fee of 400 euro that the worker paid in August."""
    return {
        "kind": "recruiter_fee",
        "payer": "worker",
        "amount": Decimal(400),
        "currency": "EUR",
        "paid_on": date(2026, 8, 20),
    }

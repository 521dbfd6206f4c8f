"""An employer with its account, a labour officer, and welders with and without enough German.

Luan is the labour officer of Arta's office: he may. Milan works in another office and sees
nothing. Blerim may look, and may not change.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from waystation.registry.organisations import actions as organisations
from waystation.registry.people import actions as people
from waystation.registry.privacy import actions as privacy
from waystation.registry.skills import actions as skills
from waystation.services.labour import actions
from waystation.services.recruitment.models import Assessment

MONDAY = datetime(2026, 9, 21, 8, 0, tzinfo=UTC)  # 10:00 in Prishtinë
ANSWERS = {
    "sector": "C",
    "size": "small",
    "place": "xk-prishtine",
    "about": "Steel frames for halls.",
    "contact_name": "Egzon Thaçi",
    "contact_email": "egzon@steel.example",
}
WELDER = {
    "title": "Welder",
    "occupation": "7212",
    "openings": 2,
    "country": "DE",
    "town": "Kassel",
    "contract": "permanent",
    "hours": Decimal("40"),
    "pay": Decimal("2900"),
    "starts_on": date(2027, 3, 1),
    "must_have": ["MIG welding"],
    "nice_to_have": ["Reading drawings"],
    "languages": {"de": dict.fromkeys(("listening", "reading", "speaking", "writing"), "B2")},
    "costs": [{"kind": "travel", "payer": "employer", "amount": Decimal("300")}],
}
GERMAN = ("listening", "reading", "spoken_interaction", "spoken_production", "writing")


@pytest.fixture(autouse=True)
def clock(time_machine):
    """The injected clock: a Monday, ten in the morning."""
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


@pytest.fixture
def luan(mission):
    """The labour officer of Arta's office."""
    return mission.hire("Luan Rexhepi", mission.prishtine, "labour_officer")


@pytest.fixture
def employer(mission, luan):
    return actions.record_employer(luan, mission.prishtine.id, name="Steel Works", **ANSWERS)


@pytest.fixture
def egzon(mission, luan, employer):
    """Who works for the employer and has an account."""
    user = mission.hire("Egzon Thaçi", mission.prishtine, "employer")
    organisations.name_focal_point(
        luan, employer.entity_id, starts_on=date(2026, 1, 1), account=user.id
    )
    return user


@pytest.fixture
def draft(luan, employer):
    """Draft a vacancy of the employer."""

    def drafted(**changes):
        return actions.draft_vacancy(luan, employer.id, **WELDER | changes)

    return drafted


@pytest.fixture
def publish(luan, draft):
    """Draft a vacancy and publish it."""

    def published(**changes):
        vacancy = draft(**changes)
        actions.change_vacancy_state(luan, vacancy.id, "submit")
        return actions.publish_vacancy(luan, vacancy.id)

    return published


def consent_to(user, person, purpose, recipient, agreed=True, fields=("name", "profile")):
    """Record what a person answers."""
    return privacy.record_consent(
        user,
        person.id,
        purpose=purpose,
        recipient=recipient,
        fields=list(fields),
        language="sq",
        text_number=1,
        how="spoken",
        agreed=agreed,
    )


@pytest.fixture
def welder(mission, arta):
    """Open the file and the profile of a welder, with a level of German."""

    def made(given, german="B2", family="Gashi", **file):
        person = people.record_person(arta, mission.prishtine, given=given, family=family, **file)
        consent_to(arta, person, "matching", "MSC Prishtinë", fields=["profile"])
        profile = skills.open_profile(arta, person.id)
        skills.add_line(arta, profile.id, "occupations", code="7212", title="Welder", years=6)
        skills.add_line(arta, profile.id, "skills", name="MIG welding", weight="essential")
        if german:
            levels = dict.fromkeys(GERMAN, german)
            skills.add_line(arta, profile.id, "languages", language="de", **levels)
        person.profile = profile
        return person

    return made


@pytest.fixture
def suspend(mission, luan):
    """Have an organisation suspended by due diligence."""

    def suspended(entity_id):
        assessment = Assessment.begin(
            luan, mission.prishtine.id, entity_id=entity_id, role="employer", standard="iris",
            conflict="none", state="suspended", suspended_on=date(2026, 9, 1), suspended_by=luan,
        )  # fmt: skip
        assessment.save(force_insert=True)

    return suspended

"""Besim, whom Arta knows, with a consent to matching, and a labour officer in her office."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.registry.directory.conftest import MONDAY, besim, clock
from waystation.registry.privacy import actions as privacy
from waystation.registry.skills import actions

__all__ = ["MONDAY", "besim", "clock"]


@pytest.fixture
def agree(arta):
    """Record what a person answers about being matched."""

    def agreed(person, user=None, **changes):
        terms = {
            "purpose": "matching",
            "recipient": "MSC Prishtinë",
            "fields": ["profile"],
            "language": "sq",
            "text_number": 1,
            "how": "spoken",
        }
        return privacy.record_consent(user or arta, person.id, **terms | changes)

    return agreed


@pytest.fixture
def profile(arta, besim, agree):
    """The open profile of Besim: a welder who reads German at B1."""
    agree(besim)
    made = actions.open_profile(
        arta,
        besim.id,
        destinations=["DE", "AT"],
        starts_from=date(2026, 11, 1),
        pay_wish=Decimal("2400.00"),
        pay_currency="EUR",
        pay_period="month",
        constraints="No night work",
    )
    actions.add_line(arta, made.id, "occupations", title="zavarivač", years=6)
    actions.add_line(arta, made.id, "skills", name="MIG welding", weight="essential")
    actions.add_line(
        arta,
        made.id,
        "languages",
        language="de",
        listening="B2",
        reading="B1",
        spoken_interaction="B1",
        spoken_production="A2",
    )
    actions.add_line(arta, made.id, "languages", language="sq", native=True)
    actions.add_line(
        arta, made.id, "documents", kind="work_permit", country="DE", valid_until=date(2027, 1, 1)
    )
    return made

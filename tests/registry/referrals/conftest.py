"""A partner with a service, a person whom Arta knows, and the partner's focal point Petra."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.registry.directory.conftest import MONDAY, besim, clock, partner, sanja, service
from waystation.registry.privacy import actions as privacy
from waystation.registry.referrals import actions

MARK = "mark-of-a-need"
__all__ = ["MARK", "MONDAY", "besim", "clock", "partner", "sanja", "service"]


@pytest.fixture
def vera(mission):
    return mission.hire("Vera Dauti", mission.prishtine, "data_protection_officer")


@pytest.fixture
def agree(arta, partner):
    """Record that a person agreed that some fields go to the partner."""

    def agreed(person, fields=("name", "needs"), **changes):
        terms = {
            "purpose": "referral",
            "recipient": partner.entity.name,
            "fields": list(fields),
            "language": "sq",
            "text_number": 1,
            "how": "spoken",
        }
        return privacy.record_consent(arta, person.id, **terms | changes)

    return agreed


@pytest.fixture
def draft(arta, besim, service):
    """Draft a referral of Besim to legal aid, changed by what the test names."""

    def drafted(person=besim, user=arta, **changes):
        values = {
            "service": service.id,
            "need": "legal_aid",
            "priority": "urgent",
            "fields_shared": ["name", "needs"],
            "summary": MARK,
        }
        return actions.draft_referral(user, person.id, **values | changes)

    return drafted


@pytest.fixture
def sent(arta, besim, draft, agree):
    """Send a referral of Besim with his consent."""

    def one(**changes):
        referral = draft(**changes)
        agree(besim, referral.fields_shared)
        return actions.change_referral_state(arta, referral.id, "send")

    return one


@pytest.fixture
def link(arta, sent):
    """A sealed link to an urgent referral, with its code."""

    def made(referral=None, email=""):

        found = actions.make_link(arta, (referral or sent()).id, email)
        return SimpleNamespace(row=found.link, code=found.code, token=found.link.token)

    return made

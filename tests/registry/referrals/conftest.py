"""A partner with a service, a person whom Arta knows, and the partner's focal point Petra."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from waystation.registry.organisations import actions as organisations
from waystation.registry.people import actions as people
from waystation.registry.people.rules.identity import Contact, Identifier
from waystation.registry.privacy import actions as privacy
from waystation.registry.referrals import actions

MONDAY = datetime(2026, 9, 21, 8, 0, tzinfo=UTC)  # 10:00 in Prishtinë
MARK = "mark-of-a-need"


@pytest.fixture(autouse=True)
def clock(time_machine):
    """The injected clock: a Monday, ten in the morning."""
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


@pytest.fixture
def sanja(house):
    return house.hire("Sanja Petrović", house.prishtine, "network_secretariat")


@pytest.fixture
def vera(house):
    return house.hire("Vera Dauti", house.prishtine, "data_protection_officer")


@pytest.fixture
def partner(house, sanja):
    """Legal aid, with Petra as focal point, who has an account, and a back-up by name."""
    entity = organisations.record_entity(
        sanja, house.prishtine.id, name="Legal Aid Centre", acronym="LAC", kind="civil_society"
    )
    petra = house.hire("Petra Gashi", house.peje, "partner_focal_point")
    organisations.name_focal_point(
        sanja, entity.id, starts_on=date(2026, 1, 1), account=petra.id, email="petra@lac.example"
    )
    organisations.name_focal_point(
        sanja,
        entity.id,
        name="Rina Deputy",
        email="rina@lac.example",
        alternate=True,
        starts_on=date(2026, 1, 1),
    )
    return SimpleNamespace(entity=entity, petra=petra)


@pytest.fixture
def service(house, arta, partner):
    return actions.record_service(
        arta,
        house.prishtine.id,
        partner.entity.id,
        name="Free legal aid",
        kind="legal_aid",
        places=["xk-prishtine"],
        languages=["sq"],
        email="desk@lac.example",
        takes_referrals=True,
    )


@pytest.fixture
def besim(house, arta):
    return people.record_person(
        arta,
        house.prishtine,
        given="Besim",
        family="Markperson",
        birth_date=date(1999, 3, 14),
        sex="male",
        municipality="xk-prishtine",
        languages=["sq"],
        contacts=[Contact("phone", "+383 44 999 888")],
        identifiers=[Identifier("personal_number", "1234567890")],
    )


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
        from waystation.registry.referrals.queries.links import token_of

        found = actions.make_link(arta, (referral or sent()).id, email)
        return SimpleNamespace(row=found.link, code=found.code, token=token_of(found.link.id))

    return made

"""What every test database holds: written once for each worker, before its first test.

An organisation with two offices. Arta may: counsellor in the Prishtinë centre. Milan works in
another office and must see nothing of Arta's. Blerim, programme manager in Arta's office, may
look but not change.

A Network with its three seats filled. Sanja keeps the secretariat. Carla (UN Development
Coordinator) and Ivo (Head of IOM) sit in the permanent seats, Rita (UNDP) in the rotating one
for 2026. Nora speaks for UNICEF, a member; Uma reads for UNKT. It was opened on 15 January 2026.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from types import SimpleNamespace
from typing import Any

PASSWORD = "a-long-test-password"
OPENED = date(2026, 1, 1)


class Clock:
    """Says what day it is, to this process only."""

    def __init__(self, path):
        self.path = path
        self.set(date(2026, 1, 15))

    def set(self, day, at=time(12, 0)):
        """Turn the clock to a day (or a moment), without waiting."""
        moment = day if isinstance(day, datetime) else datetime.combine(day, at, UTC)
        self.path.write_text(moment.isoformat())
        self.today = moment.date()


class Mission(SimpleNamespace):
    """The organisation, its two offices, the three people, and a way to hire more."""

    def hire(self, name, office, role):
        """Give somebody an account, and a role in an office."""
        from waystation.foundation.access import actions
        from waystation.foundation.access.models import User

        first, *rest = name.lower().split()
        email = f"{first}@example.org"
        if User.objects.filter(email=email).exists():
            email = f"{first}.{'.'.join(rest)}@example.org"
        user = User.objects.create_user(
            email, PASSWORD, full_name=name, organisation=self.organisation
        )
        actions.give_role(None, user, office, role, date(2020, 1, 1))
        return user


@dataclass
class SessionData:
    """The objects that stand for the rows; each test gets copies of them."""

    mission: Mission
    network: Any


def fill(clock: Clock) -> SessionData:
    """Write what every test begins with."""
    mission = hire_everyone()
    return SessionData(mission, open_network(mission, clock))


def hire_everyone(key="iom-test", name="Test mission"):
    """Open the organisation and its two offices, and give the three people their roles."""
    from waystation.foundation.access import actions

    mission = Mission(organisation=actions.open_organisation(key, name))
    opened = date(2020, 1, 1)
    mission.prishtine = actions.open_office(
        mission.organisation, "prishtine", "MSC Prishtinë", opened
    )
    mission.peje = actions.open_office(mission.organisation, "peje", "MSC Pejë", opened)
    mission.arta = mission.hire("Arta Berisha", mission.prishtine, "counsellor")
    mission.milan = mission.hire("Milan Jovanović", mission.peje, "counsellor")
    mission.blerim = mission.hire("Blerim Hoti", mission.prishtine, "programme_manager")
    return mission


def open_network(mission, clock):
    """Open the Network, hire its people and seat them; its entities go by their acronym."""
    from waystation.governance.network import actions
    from waystation.registry.organisations import actions as organisations

    record = actions.members.open_network(mission.organisation.id, "UN Network", OPENED)
    office = record.office
    sanja = mission.hire("Sanja Marković", office, "network_secretariat")
    people = {
        "carla": mission.hire("Carla Deutsch", office, "co_chair"),
        "ivo": mission.hire("Ivo Marin", office, "co_chair"),
        "rita": mission.hire("Rita Osmani", office, "co_chair"),
        "nora": mission.hire("Nora Kelmendi", office, "network_member"),
        "uma": mission.hire("Uma Lindqvist", office, "unkt_reader"),
    }
    speaks = {"undc": "carla", "iom": "ivo", "undp": "rita", "unicef": "nora", "unhcr": None}
    entities = {}
    for acronym, who in speaks.items():
        entities[acronym] = organisations.record_entity(
            sanja,
            office.id,
            name=f"Entity {acronym.upper()}",
            acronym=acronym.upper(),
            kind="un_system",
            mandate="Migration is part of what it does.",
        )
        if who:
            organisations.name_focal_point(
                sanja, entities[acronym].id, starts_on=OPENED, account=people[who].id
            )
    made = SimpleNamespace(
        record=record,
        office=office,
        organisation=mission.organisation,
        sanja=sanja,
        entities=entities,
        members={},
        clock=clock,
        mission=mission,
        **people,
        **entities,
    )
    _members_and_seats(made)
    return made


def _members_and_seats(made):
    """Put members and incumbents there directly: how they come is tests of their own."""
    from waystation.governance.network.models import Incumbency, Member, Seat

    stamp = {
        "organisation": made.organisation,
        "office": made.office,
        "created_at": datetime(2026, 1, 1, 9, tzinfo=UTC),
        "changed_at": datetime(2026, 1, 1, 9, tzinfo=UTC),
        "created_by": made.sanja,
    }
    for acronym, entity in made.entities.items():
        if acronym != "undc":
            made.members[acronym] = Member.objects.create(
                **stamp,
                entity=entity,
                entity_kind=entity.kind,
                opted_in_on=OPENED,
                mandate="Migration is part of what it does.",
                starts_on=OPENED,
            )
    for key, user, entity, ends_on in (
        ("undc", made.carla, made.undc, None),
        ("iom", made.ivo, made.iom, None),
        ("rotating", made.rita, made.undp, date(2026, 12, 31)),
    ):
        seat, _ = Seat.objects.get_or_create(
            office=made.office,
            key=key,
            defaults={
                **stamp,
                "permanent": key != "rotating",
                "entity": entity if key != "rotating" else None,
            },
        )
        Incumbency.objects.create(
            **stamp, seat=seat, user=user, entity=entity, starts_on=OPENED, ends_on=ends_on
        )

"""A Network with its three seats filled, as everybody's tests begin.

Sanja keeps the secretariat. Carla (UN Development Coordinator) and Ivo (Head of IOM) sit in
the permanent seats, Rita (UNDP) in the rotating one for 2026. Nora speaks for UNICEF, a
member; Uma reads for UNKT. Milan, Arta and Blerim work elsewhere in the house and see nothing.
It is noon on 15 January 2026 until a test turns the clock.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from types import SimpleNamespace

import pytest

from tests.kept import kept

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


@pytest.fixture
def clock(tmp_path):
    from waystation.foundation.shared import periods

    one = Clock(tmp_path / "clock")
    periods.follow(one.path)
    yield one
    periods.follow(None)


@pytest.fixture
def april(clock):
    """It is the second of April: the first quarter is over."""
    clock.set(date(2026, 4, 2))


def open_network(house, clock):
    """Open the Network, hire its people and seat them; its entities go by their acronym."""
    from waystation.governance.network import actions
    from waystation.registry.organisations import actions as organisations

    record = actions.members.open_network(house.organisation.id, "UN Network", OPENED)
    office = record.office
    sanja = house.hire("Sanja Marković", office, "network_secretariat")
    people = {
        "carla": house.hire("Carla Deutsch", office, "co_chair"),
        "ivo": house.hire("Ivo Marin", office, "co_chair"),
        "rita": house.hire("Rita Osmani", office, "co_chair"),
        "nora": house.hire("Nora Kelmendi", office, "network_member"),
        "uma": house.hire("Uma Lindqvist", office, "unkt_reader"),
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
        organisation=house.organisation,
        sanja=sanja,
        entities=entities,
        members={},
        clock=clock,
        house=house,
        **people,
        **entities,
    )
    _members_and_seats(made)
    return made


@kept
def network(house, clock):
    """The Network, its people, and the entities by acronym."""
    return open_network(house, clock)


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

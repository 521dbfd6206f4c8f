"""The Network of the matrix: it lives in Arta's office, with one of everything.

Whoever adds a noun to the Network adds its record to ``made_in_the_network`` here, with a mark.
"""

from __future__ import annotations

from datetime import date

from tests.matrix import meetings
from waystation.foundation.shared.periods import now, today_in

MARKS = [
    "mark-of-a-mandate",
    "mark-of-a-decision",
    "mark-of-an-annex",
    "mark-of-advice",
]
MARKS += meetings.MARKS
MARKS_OF_THE_ORGANISATION = ["mark-of-an-entity"]


def made_in_the_network(house):
    """Return the keys of the Network's records, by name."""
    from waystation.governance.network import actions
    from waystation.governance.network.models import Member, Network, Seat
    from waystation.registry.organisations import actions as organisations

    office = house.prishtine
    stamp = {
        "organisation": house.organisation,
        "office": office,
        "created_at": now(),
        "changed_at": now(),
    }
    network = Network.objects.create(**stamp, name="Network", opened_on=date(2026, 1, 1))
    actions.terms.first_terms(network)
    sanja = house.hire("Sanja Forthenetwork", office, "network_secretariat")
    entity = organisations.keep_entity(
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
    return {
        **_advice(sanja, stamp),
        **meetings.made_of_a_meeting(stamp, entity),
        "entity": entity.id,
        "member": member.id,
        "term": term.id,
        "seat": "rotating",
        "house_rule": "papers_days",
        "assessed_year": 2026,
        "assessed_code": "WP1",
    }


def _advice(sanja, stamp):
    """A draft of a recommendation with one piece of evidence."""
    from waystation.governance.network import actions
    from waystation.governance.network.models import Evidence

    row = actions.advice.draft_recommendation(sanja, text="mark-of-advice", addressee="unkt")
    evidence = Evidence.objects.create(
        **stamp, recommendation=row, kind="fact", key="f", title="mark-of-advice", digest="0" * 64
    )
    return {"recommendation": row.id, "evidence": evidence.id}

"""Opening the Network, and who joins it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import actions as access_actions
from waystation.foundation.access import queries as access
from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.shared.periods import now
from waystation.governance.network.models import Network


def stamped(network: OfficeRecord, user: object | None) -> dict[str, object]:
    """Return what every new record of the Network carries."""
    moment = now()
    return {
        "organisation_id": network.organisation_id,
        "office_id": network.office_id,
        "created_at": moment,
        "created_by": user,
        "changed_at": moment,
    }


@transaction.atomic
def open_network(organisation_id: UUID, name: str, on: date) -> Network:
    """Open the mission's Network with its own office. Does nothing if it is there already."""
    there = Network.objects.filter(organisation_id=organisation_id).first()
    if there:
        return there
    organisation = access.organisations().get(id=organisation_id)
    office = access_actions.open_office(organisation, "network", name, on)
    moment = now()
    network = Network.objects.create(
        organisation=organisation,
        office=office,
        created_at=moment,
        changed_at=moment,
        name=name,
        opened_on=on,
    )
    access_actions.log(
        None,
        "network.open",
        "network.Network",
        network.id,
        organisation_id=network.organisation_id,
        office_id=office.id,
    )
    return network

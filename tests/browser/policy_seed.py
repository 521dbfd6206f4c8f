"""A Network with the chain from "500 businesses" to a published figure, for one browser test.

Sanja keeps the secretariat. Started as a program it makes the database ready, puts the chain
there, and writes the address of each part of it to ``chain.json`` of the state folder.
"""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import django


def open_network():
    """Open an organisation with its Network; return Sanja, the office and an institution."""
    from tests.browser.seed import PASSWORD
    from waystation.foundation.access import actions as access
    from waystation.foundation.access.models import User
    from waystation.governance.network import actions
    from waystation.registry.organisations import actions as organisations

    mission = access.open_organisation("browser", "Test mission")
    office = actions.members.open_network(mission.id, "UN Network", date(2026, 1, 1)).office
    sanja = User.objects.create_user(
        "sanja@example.org", PASSWORD, full_name="Sanja Marković", organisation=mission
    )
    access.give_role(None, sanja, office, "network_secretariat", date(2020, 1, 1))
    ministry = organisations.record_entity(
        sanja, office.id, name="Ministry of Labour", kind="authority"
    )
    return sanja, office, ministry


if __name__ == "__main__":
    from tests.governance.policies.chain import tell_the_chain
    from waystation.site.config import up

    django.setup()
    up.prepare()
    chain = tell_the_chain(*open_network())
    (Path(os.environ["WAYSTATION_STATE"]) / "chain.json").write_text(json.dumps(chain))

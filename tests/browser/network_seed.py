"""What the house of the Network's year holds before anybody opens a page: people and entities.

Sanja keeps the secretariat; Carla, Ivo and Rita will sit in the seats; Nora speaks for UNICEF,
Nela will sit for it in the next year; Uma reads for UNKT. Everything else happens on pages.
"""

from __future__ import annotations

from datetime import date

import django

from tests.browser.seed import PASSWORD

START = date(2026, 1, 5)
ENTITIES = {"UNDC": "carla", "IOM": "ivo", "UNDP": "rita", "UNICEF": "nora", "UNHCR": ""}
STAFF = {
    "Sanja Marković": "network_secretariat",
    "Carla Deutsch": "co_chair",
    "Ivo Marin": "co_chair",
    "Rita Osmani": "co_chair",
    "Nela Berg": "co_chair",
    "Nora Kelmendi": "network_member",
    "Uma Lindqvist": "unkt_reader",
}


def main():
    django.setup()
    from waystation.foundation.access import actions as access
    from waystation.foundation.access.models import User
    from waystation.governance.knowledge import actions as knowledge
    from waystation.governance.network import actions
    from waystation.registry.organisations import actions as organisations

    house = access.open_organisation("browser", "Test mission")
    office = actions.members.open_network(house.id, "UN Network on Migration", START).office
    knowledge.load_dated_facts(house.id, office.id)
    people = {}
    for name, role in STAFF.items():
        first = name.split()[0].lower()
        people[first] = User.objects.create_user(
            f"{first}@example.org", PASSWORD, full_name=name, organisation=house
        )
        access.give_role(None, people[first], office, role, date(2020, 1, 1))
    for acronym, speaker in ENTITIES.items():
        entity = organisations.keep_entity(
            people["sanja"], office.id, name=f"Entity {acronym}", acronym=acronym, kind="un_system"
        )
        if speaker:
            organisations.name_focal_point(
                people["sanja"], entity.id, starts_on=START, account=people[speaker].id
            )


if __name__ == "__main__":
    main()

"""What the mission of labour's browser tests holds: a welder with German B1, and an employer.

Arta counsels in Prishtinë; Luan and Lule are the labour officers there. Started as a program it
makes the mission ready, as its first start would, and puts them there.
"""

from __future__ import annotations

from datetime import date

import django

PASSWORD = "a-long-test-password"
EMPLOYER, GIVEN, FAMILY = "Steel Works", "Besim", "Saldatori"
GERMAN = ("listening", "reading", "spoken_interaction", "spoken_production", "writing")


def fill():
    """Open the organisation, and put the welder and the employer there."""
    from waystation.foundation.access import actions as access
    from waystation.foundation.access.models import User
    from waystation.registry.people import actions as people
    from waystation.registry.privacy import actions as privacy
    from waystation.registry.skills import actions as skills
    from waystation.services.labour import actions

    organisation = access.open_organisation("browser", "Test mission")
    office = access.open_office(organisation, "prishtine", "MSC Prishtinë", date(2020, 1, 1))
    hired = []
    for name, role in (
        ("Arta Berisha", "counsellor"),
        ("Luan Rexhepi", "labour_officer"),
        ("Lule Krasniqi", "labour_officer"),
    ):
        email = f"{name.split()[0].lower()}@example.org"
        user = User.objects.create_user(email, PASSWORD, full_name=name, organisation=organisation)
        access.give_role(None, user, office, role, date(2020, 1, 1))
        hired.append(user)
    arta, luan, _lule = hired
    person = people.record_person(arta, office, given=GIVEN, family=FAMILY)
    privacy.record_consent(
        arta, person.id, purpose="matching", recipient=office.name, fields=["profile"],
        language="sq", text_number=1, how="spoken",
    )  # fmt: skip
    profile = skills.open_profile(arta, person.id)
    for section, values in (
        ("occupations", {"code": "7212", "title": "Welder", "years": 6}),
        ("skills", {"name": "MIG welding", "weight": "essential"}),
        ("languages", {"language": "de", **dict.fromkeys(GERMAN, "B1")}),
    ):
        skills.add_line(arta, profile.id, section, **values)
    actions.record_employer(
        luan, office.id, name=EMPLOYER, sector="C", size="small", place="xk-prishtine",
        about="Steel frames for halls.", contact_name="Egzon Thaçi",
        contact_email="egzon@steel.example",
    )  # fmt: skip


if __name__ == "__main__":
    from waystation.site.config import up

    django.setup()
    up.prepare()
    fill()

"""The demonstration: three centres, a year of visits, and staff for every role, all fictional.

Names are combined at random from lists of common given and family names, with a fixed seed, so that
every installation shows the same office. All data are created by the apps' own actions, one year in
one transaction.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import CommandError, call_command
from django.db import transaction

from waystation.foundation.access import actions as access
from waystation.foundation.access import queries
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.periods import today_in
from waystation.registry.organisations import queries as organisations
from waystation.registry.organisations.actions import name_focal_point
from waystation.services.centres import actions as centres

from . import (
    demonstration_boards,
    demonstration_centres,
    demonstration_diaspora,
    demonstration_files,
    demonstration_knowledge,
    demonstration_labour,
    demonstration_life,
    demonstration_network,
    demonstration_partners,
    demonstration_pathways,
    demonstration_policies,
    demonstration_programmes,
    demonstration_recruitment,
    demonstration_referrals,
    demonstration_reports,
    demonstration_skills,
    demonstration_story,
    demonstration_visits,
)
from . import demonstration_front_desk as front_desk

SEED = 1244
ORGANISATION = "demonstration"
SECRETARY = "Sanja Ilić"
PASSWORD = "demonstration-2026"  # noqa: S105 - printed for everybody, fictional data only

OFFICES = [
    ("prishtine", "MSC Prishtinë", "xk-prishtine", ["sq", "sr", "en", "tr"]),
    ("peje", "MSC Pejë", "xk-peje", ["sq", "sr", "bs"]),
    ("mitrovice", "MSC Mitrovicë", "xk-mitrovice-e-jugut", ["sr", "sq", "en"]),
]
NAMES_OF_CENTRES = {
    "prishtine": (
        "Qendra e Shërbimeve për Migrantë, Prishtinë",
        "Сервисни центар за мигранте, Приштина",
    ),
    "peje": ("Qendra e Shërbimeve për Migrantë, Pejë", "Сервисни центар за мигранте, Пећ"),
    "mitrovice": (
        "Qendra e Shërbimeve për Migrantë, Mitrovicë",
        "Сервисни центар за мигранте, Митровица",
    ),
}
"""The names of the centres in Albanian and Serbian."""
HAND_OVER = {"prishtine": "handed_over", "peje": "staff_trained", "mitrovice": "equipped"}
# role -> (full name, office). The sign-in is the first name in lower case @demo.waystation.example.
STAFF = [
    ("counsellor", "Arta Berisha", 0),
    ("counsellor", "Milan Jovanović", 1),
    ("counsellor", "Jelena Petrović", 2),
    ("programme_manager", "Blerim Hoti", 0),
    ("protection_officer", "Liridona Gashi", 0),
    ("return_officer", "Ramiz Shala", 0),
    ("tracking_enumerator", "Teuta Morina", 0),
    ("analyst", "Anita Krasniqi", 0),
    ("labour_officer", "Luan Rexhepi", 0),
    ("outreach_officer", "Orhan Kryeziu", 0),
    ("partner_focal_point", "Petrit Bytyqi", 0),
    ("employer", "Egzon Thaçi", 0),
    ("data_protection_officer", "Dafina Osmani", 0),
    ("administrator", "Drita Zeka", 0),
]


@dataclass
class Mission:
    """The objects that the demonstration has created so far."""

    chance: random.Random
    # A separate generator, so that the front desk's random numbers do not change the visits.
    desk_chance: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311
    offices: list[Any] = field(default_factory=list)
    staff: dict[str, Any] = field(default_factory=dict)
    people: dict[int, list[UUID]] = field(default_factory=dict)
    editions: front_desk.Editions = field(default_factory=dict)
    organisation: Any = None
    # Password hashing is slow on purpose, so it is done once.
    password: str = field(default_factory=lambda: make_password(PASSWORD))

    def account(self, name: str) -> Any:
        """Open a person's account with the demonstration password."""
        user = access.open_account(None, self.organisation, email_of(name), name, None)
        user.password = self.password
        user.save(update_fields=["password"])
        return user

    def counsellor(self, at: int) -> Any:
        return self.staff[f"counsellor {OFFICES[at][1]}"]

    def weighted(self, table: dict[str, int]) -> str:
        return self.chance.choices(list(table), list(table.values()))[0]


Tell = Callable[..., None]


def _silent(*_step: object) -> None:
    """Report no progress."""


def load(tell: Tell = _silent) -> str:
    """Fill a new installation; return the sign-ins, which are also written to a file.

    An interrupted load resumes after its last complete transaction. Raises CommandError if another
    organisation exists.
    """
    audit.CHANNEL.set("command")
    there = {organisation.key for organisation in queries.organisations()}
    if there - {ORGANISATION}:
        raise CommandError("This installation is not new: it has an organisation already.")
    if not there:
        make(tell=tell)
    survey = Path(settings.DATA_FOLDER) / "tracking" / "talafar"
    if survey.exists():
        tell("survey")
        call_command("talafar", verbosity=0, stdout=StringIO())
        demonstration_reports.add_findings(email_of("Anita Krasniqi"))
    lines = [f"Demonstration sign-ins (password for all: {PASSWORD})"]
    lines += [f"  {email:<36} {role.replace('_', ' ')}" for email, role in sign_ins().items()]
    note = "\n".join(lines) + "\n"
    (settings.STATE / "demonstration").touch()
    (settings.STATE / "demonstration-sign-ins.txt").write_text(note, encoding="utf-8")
    return note


def make(today: date | None = None, tell: Tell = _silent) -> None:
    """Create the whole demonstration office in one transaction."""
    mission = Mission(random.Random(SEED))  # noqa: S311 - fictional people, the same every time
    today = today or today_in()
    with transaction.atomic():
        tell("network")
        _open_offices(mission, today)
        demonstration_network.tell(
            mission.organisation, today, mission.account, partial(tell, "network")
        )
        tell("people")
        plan = demonstration_visits.plan_files(mission)
        tell("front_desk")
        writer, manager = mission.staff["outreach_officer"], mission.staff["programme_manager"]
        mission.editions = front_desk.publish_sheets(writer, manager, mission.offices[0].id, today)
        demonstration_visits.record_visits(mission, today, plan, tell)
        tell("follow_up")
        front_desk.tell(
            mission.desk_chance, mission.offices, [mission.counsellor(at) for at in range(3)],
            mission.people, (writer, manager), today,
        )  # fmt: skip
        tell("sessions")
        demonstration_visits.hold_sessions(mission, today)
        demonstration_visits.record_profiles(mission, today)
        tell("referrals")
        demonstration_referrals.tell(
            mission.organisation.id,
            mission.offices,
            [mission.counsellor(at) for at in range(len(OFFICES))],
            mission.people,
            secretary=queries.user_named(email_of(SECRETARY)),
            manager=mission.staff["programme_manager"],
            focal_point=mission.staff["partner_focal_point"],
        )
        tell("skills")
        demonstration_skills.tell(
            [mission.counsellor(at) for at in range(len(OFFICES))],
            mission.people,
            mission.offices,
            today,
        )
        tell("recruitment")
        demonstration_recruitment.tell(
            mission.offices[0],
            officer=mission.staff["labour_officer"],
            counsellor=mission.counsellor(0),
            manager=mission.staff["programme_manager"],
            people=mission.people[0],
            today=today,
        )
        tell("pathways")
        demonstration_pathways.tell(
            mission.offices,
            [mission.counsellor(at) for at in range(len(OFFICES))],
            mission.people,
            officer=mission.staff["labour_officer"],
            manager=mission.staff["programme_manager"],
            secretary=queries.user_named(email_of(SECRETARY)),
            today=today,
        )
        tell("diaspora")
        demonstration_diaspora.tell(
            mission.offices[0].id, mission.staff["outreach_officer"], mission.counsellor(0), today
        )
        tell("labour")
        demonstration_labour.tell(
            mission.offices[0],
            mission.people[0],
            officer=mission.staff["labour_officer"],
            counsellor=mission.counsellor(0),
            manager=mission.staff["programme_manager"],
            analyst=mission.staff["analyst"],
            employer=mission.staff["employer"],
        )
        tell("programmes")
        demonstration_programmes.tell(
            mission.organisation.id,
            mission.offices[0].id,
            mission.staff["programme_manager"],
            queries.user_named(email_of(SECRETARY)),
            today,
        )
        tell("knowledge")
        secretary: Any = queries.user_named(email_of(SECRETARY))
        networks_office: Any = queries.office_of(secretary)
        demonstration_knowledge.tell(secretary, networks_office.id, today)
        tell("reports")
        demonstration_reports.set_targets(
            mission.staff["programme_manager"], mission.staff["analyst"], mission.offices[0], today
        )
        demonstration_reports.propose_definition(mission.staff["analyst"])
        demonstration_partners.tell(mission.staff["programme_manager"], mission.offices[0], today)
        demonstration_centres.tell(
            mission.counsellor(0),
            mission.staff["analyst"],
            mission.offices[0].id,
            mission.people[0],
            today,
        )
        tell("policies")
        _policy_work(mission, today)
        network = _of_the_network(mission, today)
        # Read again: an account caches its roles, and this one may quote the Network's facts now.
        staff = mission.staff | {"analyst": queries.user_named(email_of("Anita Krasniqi"))}
        demonstration_reports.publish(
            staff["programme_manager"],
            staff["analyst"],
            mission.offices,
            networks_office,
            today,
        )
        demonstration_reports.publish_on_measure(secretary, networks_office, today)
        tell("story")
        network["answered"] = demonstration_story.tell(staff, network, mission.offices[0], today)
        demonstration_life.fill(
            [mission.counsellor(at) for at in range(3)],
            mission.offices,
            mission.people,
            network,
            today,
        )
        demonstration_boards.tell(
            staff["programme_manager"], staff["analyst"], mission.offices[0].id
        )
        tell("files")
        demonstration_files.date_files([one for ids in mission.people.values() for one in ids])


def _of_the_network(mission: Mission, today: date) -> dict[str, Any]:
    """Return the accounts of the Network by first name, its office, and the follow-up officer.

    The analyst works for IOM and drafts advice for it.
    """
    names = [name for _role, name, _entity in demonstration_network.PEOPLE]
    found: dict[str, Any] = {
        name.split()[0].lower(): queries.user_named(email_of(name)) for name in names
    }
    place: Any = queries.office_of(found["sanja"])
    office = queries.the_office(place.id)
    access.give_role(None, mission.staff["analyst"], office, "network_member", today)
    owner = organisations.entity_of(found["ivo"], today)
    if owner is not None:
        analyst = mission.staff["analyst"].id
        name_focal_point(found["sanja"], owner.id, starts_on=today, account=analyst)
    return found | {"office": office.id, "owner": owner.id if owner else None}


def _open_offices(mission: Mission, today: date) -> None:
    organisation = access.open_organisation(ORGANISATION, "Migration mission (demonstration)")
    for key, name, place, languages in OFFICES:
        office = access.open_office(organisation, key, name, today - timedelta(days=2000))
        mission.offices.append(office)
        name_sq, name_sr = NAMES_OF_CENTRES[key]
        centres.record_centre(
            None, office.id, name=name, name_sq=name_sq, name_sr=name_sr, place=place,
            host_kind="employment_service", host="Employment office (fictional)",
            host_sq="Zyra e punësimit (fiktive)", host_sr="Служба за запошљавање (измишљена)",
            address="1 Example Street", address_sq="Rruga e Shembullit 1",
            address_sr="Улица Примерна 1", telephone="+383 38 000 000",
            hours="Mon–Fri 08:00–16:00", hours_sq="E hënë–e premte 08:00–16:00",
            hours_sr="Пон–пет 08:00–16:00", languages=languages,
            handover_status=HAND_OVER[key], equipment="4 desks, 2 laptops, projector",
            trained_staff=4, public=True,
        )  # fmt: skip
    mission.organisation = organisation
    for role, name, at in STAFF:
        user = mission.account(name)
        access.give_role(None, user, mission.offices[at], role, today - timedelta(days=1000))
        mission.staff[role if role != "counsellor" else f"counsellor {OFFICES[at][1]}"] = user
    since = today - timedelta(days=1000)
    access.give_role(None, mission.staff["analyst"], mission.offices[0], "programme_manager", since)
    # Who manages the programme reads the records of every centre, and can prove its figures.
    for office in mission.offices[1:]:
        access.give_role(
            None, mission.staff["programme_manager"], office, "programme_manager", since
        )


def _policy_work(mission: Mission, today: date) -> None:
    """Give accounts to the people who do policy work in the office of the Network, and run it."""
    secretary = queries.user_named(email_of(SECRETARY))
    place = queries.office_of(secretary) if secretary else None
    if place is None:
        raise CommandError("The Network has no secretariat.")
    office = queries.the_office(place.id)
    blerim = mission.staff["programme_manager"]
    for role, name in demonstration_policies.PEOPLE:
        access.give_role(None, mission.account(name), office, role, today - timedelta(days=1000))
    access.give_role(None, blerim, office, "programme_manager", today - timedelta(days=1000))
    # Read again: accounts cache their roles, and these have just got theirs.
    officer, authority = (
        queries.user_named(email_of(name)) for _role, name in demonstration_policies.PEOPLE
    )
    manager = queries.user_named(blerim.email)
    demonstration_policies.tell(officer, manager, authority, office.id, today)


def email_of(name: str) -> str:
    """Return a colleague's sign-in: the first name in lower case."""
    return f"{name.split()[0].lower()}@demo.waystation.example"


def sign_ins() -> dict[str, str]:
    """Return every demonstration account with its role."""
    everybody = [(role, name) for role, name, _at in STAFF]
    everybody += [(role, name) for role, name, _entity in demonstration_network.PEOPLE]
    everybody += demonstration_policies.PEOPLE
    return {email_of(name): role for role, name in everybody}

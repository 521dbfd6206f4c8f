"""What the mission of the browser tests holds before anybody opens a page.

Arta, counsellor in Prishtinë, may do everything these tests look at. Blerim, programme manager
there, follows the figures and has a report in draft. Drita has an account to set up. Sanja entered
a partner with a service. In Pejë nobody has recorded anything. Started as a program it makes the
mission ready, as its first start would, and puts them there.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import django

PASSWORD = "a-long-test-password"
PEOPLE = ("Besim", "Drita", "Elira", "Fatmir", "Gresa", "Ilir", "Lule", "Mentor", "Rina", "Valon")
REPORT = "What the centre did this year"
PUBLIC = "Why people came"
PARTNER, SERVICE = "Legal Aid Centre", "Free legal aid"


def set_up_mission():
    from waystation.foundation.access import actions as access
    from waystation.foundation.access.models import User

    organisation = access.open_organisation("browser", "Test mission")
    offices = [
        access.open_office(organisation, key, name, date(2020, 1, 1))
        for key, name in (("prishtine", "MSC Prishtinë"), ("peje", "MSC Pejë"))
    ]
    hired = []
    for name, roles in (
        ("Arta Berisha", ("counsellor", "analyst", "administrator", "outreach_officer")),
        ("Blerim Hoti", ("programme_manager",)),
        ("Drita Ademi", ("counsellor",)),
        ("Sanja Petrović", ("network_secretariat",)),
        ("Teuta Morina", ("tracking_enumerator",)),
    ):
        email = f"{name.split()[0].lower()}@example.org"
        user = User.objects.create_user(email, PASSWORD, full_name=name, organisation=organisation)
        for role in roles:
            access.give_role(None, user, offices[0], role, date(2020, 1, 1))
        hired.append(user)
    return offices[0], *hired[:2], hired[3]


def work(office, arta, blerim, sanja):
    from waystation.foundation.shared.periods import HOME_ZONE, today_in, year
    from waystation.governance.reports import actions as reports
    from waystation.governance.results import actions as results
    from waystation.registry.directory import actions as directory
    from waystation.registry.organisations import actions as organisations
    from waystation.registry.people import actions as people
    from waystation.services.centres import actions as centres

    today = today_in()
    this_year = year(today)
    centres.record_centre(
        None, office.id, name=office.name, place="xk-prishtine", host_kind="employment_service",
        host="Employment office", languages=["sq", "sr"], handover_status="handed_over",
        public=True,
    )  # fmt: skip
    results.load_shipped_indicators(office.organisation_id)
    partner = organisations.record_entity(
        sanja, office.id, name=PARTNER, acronym="", kind="civil_society"
    )
    directory.record_service(
        arta, office.id, partner.id, name=SERVICE, kind="legal_aid", takes_referrals=True,
    )  # fmt: skip
    for number, given in enumerate(PEOPLE):
        person = people.record_person(
            arta, office, given=given, family="Krasniqi", sex="female" if number % 2 else "male",
            birth_year=1990 + number, municipality="xk-prishtine", somebody_else=True,
        )  # fmt: skip
        day = max(this_year.start, today - timedelta(days=9 * number))
        centres.record_visit(
            arta, office.id, person_id=person.id, mode="walk_in", minutes=15 + number,
            visitor_type="potential_migrant", reason="work_abroad",
            started_at=datetime.combine(day, time(8), ZoneInfo(HOME_ZONE)),
        )  # fmt: skip
    sentence = f"We served [people_served {this_year.code}] people this year."
    answered = f"Partners answered [referrals_answered_in_time {this_year.code}] in time."
    reports.draft_report(
        blerim, REPORT, this_year.start, this_year.last_day, audience="internal",
        blocks=[
            ("heading", {"text": "People served"}),
            ("text", {"text": sentence}),
            ("text", {"text": answered}),
            ("chart", {"title": "Each month", "indicator": "people_served", "along": "month",
                       "split": ""}),
        ],
    )  # fmt: skip
    public = reports.draft_report(
        blerim, PUBLIC, this_year.start, this_year.last_day, audience="public",
        blocks=[
            ("heading", {"text": "Who came"}),
            ("chart", {"title": "Each month", "indicator": "visits", "along": "month",
                       "split": ""}),
        ],
    )  # fmt: skip
    reports.publish_report(blerim, public.id)


def front_desk(office, arta, blerim):
    """Publish a fact sheet in English, and offer times for the coming week."""
    from waystation.foundation.shared.periods import today_in
    from waystation.registry.appointments import actions as appointments
    from waystation.registry.factsheets import actions as factsheets

    today = today_in()
    sheet = factsheets.record_sheet(arta, office.id, topic="schengen", title="Schengen travel")
    edition = factsheets.draft_edition(
        arta, sheet.id, valid_from=date(2024, 1, 1), source_on=date(2016, 3, 9),
        source="Regulation (EU) 2016/399, Article 6",
    )  # fmt: skip
    text = {"title": "90 days without a visa", "body": "In all countries together.\n\nNo work."}
    factsheets.write_text(arta, edition.id, "en", {"title": "", "body": ""}, text)
    factsheets.change_edition_state(blerim, edition.id, "publish")
    appointments.add_slots(
        arta, office.id, staff=arta.id, first_day=today, last_day=today + timedelta(days=7),
        weekdays=[str(day) for day in range(7)], from_time="09:00", to_time="12:00", minutes=30,
        public=True,
    )  # fmt: skip


def survey(office, arta):
    """Publish a form that enumerators fill in."""
    from waystation.registry.collection import actions
    from waystation.site.config import up

    definition = Path(up.__file__).with_name("households_plans.xml")
    version = actions.upload_form(arta, office.id, definition.name, definition.read_bytes())
    actions.publish_version(arta, version.id)


def diaspora(office, arta):
    """Open the registration of a mapping, and a call that suits a nurse."""
    from waystation.foundation.shared.periods import today_in
    from waystation.services.diaspora import actions

    mapping = actions.plan_mapping(
        arta, office.id, title="Nurses abroad", objective="To know who would teach.",
        definition="Born here, living abroad.", countries=["CH"], methods=["online"],
        starts_on=today_in(),
    )  # fmt: skip
    actions.change_mapping_state(arta, mapping.id, "open")
    call = actions.draft_call(
        arta, office.id, title="Teach geriatric care", kind="knowledge", field="health",
        text="Two weeks at the nursing school.", opens_on=today_in(),
    )  # fmt: skip
    actions.change_call_state(arta, call.id, "open")


if __name__ == "__main__":
    from waystation.site.config import up

    django.setup()
    up.prepare()
    mission, arta, blerim, sanja = set_up_mission()
    work(mission, arta, blerim, sanja)
    front_desk(mission, arta, blerim)
    diaspora(mission, arta)
    survey(mission, arta)

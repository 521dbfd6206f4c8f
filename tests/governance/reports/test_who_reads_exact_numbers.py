"""Exact small numbers reach only who may open every record that they count, by whatever way."""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps
from django.urls import reverse

from tests.governance.results.samples import define
from waystation.foundation.access import actions as access
from waystation.foundation.access.rules.roles import ROLES
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.facts import FILE
from waystation.foundation.shared.periods import parse
from waystation.governance.advice.queries import evidence
from waystation.governance.policies.queries import records
from waystation.governance.reports import actions, queries
from waystation.governance.results import queries as results
from waystation.governance.results.queries.store import tables
from waystation.registry.feedback import actions as feedback

QUARTER = (date(2026, 1, 1), date(2026, 3, 31))
COMPLAINTS = {
    "key": "complaints",
    "title": {"en": "Complaints"},
    "meaning": {"en": "Everything that was received."},
    "source": "feedback.entries",
    "unit": "feedback",
    "measure": {"kind": "rows"},
    "over_time": "sum",
    "over_places": "sum",
    "by": ["about"],
}


@pytest.fixture
def ours(mission, blerim, sixty_visits, indicators):
    """A report for our own staff about sixty visits, one of them by somebody alone."""
    return actions.publish_report(blerim, draft(blerim, [mission.prishtine.id]).id)


def draft(user, offices, text="[visits] [visits sex=female]", audience="internal"):
    blocks = [("text", {"text": text})]
    return actions.draft_report(
        user, "Ours", *QUARTER, audience=audience, offices=offices, blocks=blocks
    )


def test_a_role_reads_exactly_where_it_opens_the_records_and_the_files_behind_them(mission, db):
    found, wanted = {}, {}
    for name, role in ROLES.items():
        person = mission.hire(f"Reader {name}", mission.prishtine, name)
        found[name] = {key for key in tables() if results.opens_any(person, key)}
        wanted[name] = {
            key
            for key, one in tables().items()
            if one.one_by_one
            and one.permission in role.may
            and (FILE not in one.follows or "person.read" in role.may)
        }

    assert found == wanted
    assert "centres.attendance" not in found["outreach_officer"]
    assert "centres.attendance" in found["counsellor"]
    assert not any("feedback.entries" in opened for opened in found.values())


def test_facts_about_a_persons_file_say_so(db):
    def describes(model):
        related = (one.related_model for one in model._meta.concrete_fields if one.is_relation)
        return any(one is not None and one._meta.label == FILE for one in related)

    about = {key for key, one in tables().items() if describes(apps.get_model(one.subject_kind))}

    assert len(about) > 8
    assert {key for key in about if FILE not in tables()[key].follows} == set()


def test_a_report_for_our_own_staff_is_read_by_who_may_open_what_it_counts(
    client, mission, ours, arta, ana, milan, blerim
):
    readers = {"Arta": arta, "Blerim": blerim, "Ana": ana, "Milan": milan}

    seen = {name: list(queries.editions_visible_to(one)) for name, one in readers.items()}

    assert seen == {"Arta": [ours], "Blerim": [ours], "Ana": [], "Milan": []}
    with pytest.raises(NotSeen):
        queries.edition_visible_to(ana, ours.id)
    client.force_login(ana)
    pages = [
        reverse("reports:report", args=[ours.id]),
        reverse("reports:figure", args=[ours.id, 1]),
        f"/api/v1/reports/editions/{ours.id}",
    ]
    assert [client.get(page).status_code for page in pages] == [404, 404, 404]


def test_who_publishes_what_they_may_not_open_is_led_back_to_the_draft(
    client, mission, sixty_visits, indicators
):
    sanja = mission.hire("Sanja Petrović", mission.prishtine, "network_secretariat")
    report = draft(sanja, [mission.prishtine.id])
    client.force_login(sanja)

    answer = client.post(
        reverse("reports:publish", args=[report.id]), {"version": report.version}, follow=True
    )

    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0] == reverse("reports:draft", args=[report.id])
    assert "Published" in answer.content.decode()
    assert list(queries.editions_visible_to(sanja)) == []


def test_a_report_over_two_offices_is_not_read_by_who_opens_one(mission, arta, sixty_visits):
    besa = mission.hire("Besa Boss", mission.prishtine, "programme_manager")
    access.give_role(None, besa, mission.peje, "programme_manager", date(2020, 1, 1))
    both = draft(besa, [mission.prishtine.id, mission.peje.id])

    edition = actions.publish_report(besa, both.id)

    assert list(queries.editions_visible_to(besa)) == [edition]
    assert list(queries.editions_visible_to(arta)) == []


def test_an_exact_figure_for_our_own_staff_is_no_evidence_for_others(blerim, ours, mission):
    page = reverse("reports:figure", args=[ours.id, 1])

    with pytest.raises(Refusal) as cited:
        evidence.cite(blerim, "figure", f"{ours.id}/1")
    with pytest.raises(Refusal) as linked:
        records.record_at(blerim, page)

    assert {cited.value.code, linked.value.code} == {"figure_internal"}
    assert evidence.figures_of(blerim, ours.id) == []
    partners = draft(blerim, [mission.prishtine.id], "[visits]", "partners")
    figure = actions.publish_report(blerim, partners.id)
    assert records.record_at(blerim, reverse("reports:figure", args=[figure.id, 1])).said


def test_who_is_complained_about_does_not_find_it_by_subtracting(
    mission, ana, arta, blerim, tmp_path, settings, time_machine
):
    settings.STATE = tmp_path
    time_machine.move_to("2026-09-21T09:00Z", tick=False)
    vera = mission.hire("Vera Osmani", mission.prishtine, "data_protection_officer")
    define(ana, COMPLAINTS)
    office = mission.prishtine.id
    for _ in range(6):
        feedback.record_feedback(arta, office, kind="complaint", about="employer", text="No pay")
    feedback.record_feedback(
        arta, office, kind="complaint", about="staff", text="Shouted at me", staff=str(vera.id)
    )
    time_machine.move_to("2026-11-21T09:00Z", tick=False)

    found = figures_read(blerim, vera, parse("2026-09"))

    assert set(found.values()) == {("noise", True)}


def figures_read(*readers_and_period):
    """Return by reader how they read the complaints, and that the list of records is closed."""
    *readers, period = readers_and_period
    found = {}
    for one in readers:
        table = results.figures(one, ["complaints"], period, by=["about"])["complaints"]
        with pytest.raises(NotAllowed):
            results.cells_opened(one, "complaints", period)
        found[one.full_name] = (table.method, all(cell.key != ("staff",) for cell in table.cells))
    return found


def test_a_report_for_our_own_staff_counts_what_nobody_may_open_with_noise(
    mission, ana, arta, blerim, tmp_path, settings
):
    settings.STATE = tmp_path
    define(ana, COMPLAINTS)
    report = draft(blerim, [mission.prishtine.id], "[complaints]")

    found = queries.preview(report)

    assert {one.table.method for one in found.figures} == {"noise"}


def test_who_opens_one_of_two_offices_does_not_read_that_the_other_adds_nothing_to_a_hidden_number(
    mission, visits, indicators, arta
):
    """All three of a suppressed number are of Arta's office: her list would say that it is 3."""
    besa = mission.hire("Besa Boss", mission.prishtine, "programme_manager")
    access.give_role(None, besa, mission.peje, "programme_manager", date(2020, 1, 1))
    for number in range(30):
        visits.record(day=date(2026, 2, 3), person=f"m{number}", sex="male")
        visits.record(day=date(2026, 2, 3), person=f"p{number}", sex="male", office=mission.peje)
    for number in range(3):
        visits.record(day=date(2026, 2, 4), person=f"f{number}", sex="female")
    text = "[visits] [visits sex=female]"
    both = [mission.prishtine.id, mission.peje.id]
    edition = actions.publish_report(besa, draft(besa, both, text, audience="partners").id)
    (number,) = (
        one["n"]
        for one in queries.edition_visible_to(arta, edition.id).content["figures"]
        if one["where"] == {"sex": "female"}
    )

    mine, all_ = (queries.records_behind(who, edition.id, number) for who in (arta, besa))

    assert mine["figure"]["state"] == "hidden"
    assert (mine["records"], mine["visible"]) == ([], 0)
    assert all_["visible"] == 3


def test_why_a_report_is_refused_names_a_number_only_to_who_may_open_the_records(
    mission, visits, sixty_visits, indicators, blerim
):
    """One woman more since the first edition: a draft after the other would find that out."""
    sanja = mission.hire("Sanja Petrović", mission.prishtine, "network_secretariat")
    for number in range(20):
        visits.record(day=date(2026, 2, 4), person=f"f{number}", sex="female")
    offices = [mission.prishtine.id]
    text = "[visits sex=female]"
    actions.publish_report(blerim, draft(blerim, offices, text, audience="partners").id)
    visits.record(day=date(2026, 2, 5), person="one more", sex="female")
    said = {}

    for user in (blerim, sanja):
        report = draft(user, offices, text, audience="partners")
        with pytest.raises(Refusal) as refused:
            actions.publish_report(user, report.id)
        said[user] = (refused.value.code, refused.value.in_english())

    assert said[blerim][0] == "released_difference"
    assert "visits" in said[blerim][1]
    assert said[sanja][0] == "small_number_found"
    assert "visits" not in said[sanja][1]

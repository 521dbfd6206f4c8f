"""Candidates of other offices: by a rule and a consent, and never by name."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.services.labour.conftest import GERMAN, consent_to
from waystation.foundation.shared.errors import NotAllowed
from waystation.registry.people import actions as people
from waystation.registry.privacy import actions as privacy
from waystation.registry.skills import actions as skills
from waystation.services.labour.queries import elsewhere


@pytest.fixture
def officer_of_peja(mission):
    return mission.hire("Vlora Berisha", mission.peje, "labour_officer")


@pytest.fixture
def away(mission, milan):
    """Open the file and the profile of a welder in Milan's office."""

    def made(given, *lines, german="B2"):
        person = people.record_person(milan, mission.peje, given=given, family="Krasniqi")
        consent_to(milan, person, "matching", "MSC Pejë", fields=["profile", *lines])
        profile = skills.open_profile(milan, person.id)
        skills.add_line(milan, profile.id, "occupations", code="7212", title="Welder", years=6)
        levels = dict.fromkeys(GERMAN, german)
        skills.add_line(milan, profile.id, "languages", language="de", **levels)
        return person

    return made


def test_who_agreed_is_listed_without_a_name_for_a_vacancy_of_another_office(
    luan, publish, away, officer_of_peja
):
    vacancy = publish()
    away("Dardan", "offices")
    away("Fatos", "offices", german="B1")

    found = elsewhere.candidates_elsewhere(luan, vacancy)

    assert (found.considered, found.passing) == (2, 1)
    (line,) = found.lines
    assert line["office"] == "MSC Pejë"
    assert line["spoken"]
    assert not {"person", "profile", "name", "token"} & set(line)


def test_without_the_line_of_the_consent_nobody_is_listed(luan, publish, away, officer_of_peja):
    vacancy = publish()
    away("Dardan")

    assert elsewhere.candidates_elsewhere(luan, vacancy).considered == 0


def test_an_office_where_nobody_records_placements_takes_no_part(luan, publish, away):
    vacancy = publish()
    away("Dardan", "offices")

    assert elsewhere.candidates_elsewhere(luan, vacancy).considered == 0


def test_consent_taken_back_counts_at_the_next_request(luan, milan, publish, away, officer_of_peja):
    vacancy = publish()
    dardan = away("Dardan", "offices")
    assert elsewhere.candidates_elsewhere(luan, vacancy).passing == 1

    privacy.withdraw_consent(milan, dardan.consents.get().id)

    assert elsewhere.candidates_elsewhere(luan, vacancy).considered == 0


def test_the_page_of_candidates_names_the_office_and_not_the_person(
    client, luan, publish, away, officer_of_peja
):
    vacancy = publish()
    away("Dardan", "offices")
    client.force_login(luan)

    page = client.get(reverse("labour:ranked", args=[vacancy.id]))

    assert "MSC Pejë" in page.content.decode()
    assert "Dardan" not in page.content.decode()
    assert "Krasniqi" not in page.content.decode()


def test_the_persons_own_office_reads_the_vacancy_of_the_other(
    luan, milan, publish, away, officer_of_peja
):
    vacancy = publish()
    dardan, fatos = away("Dardan", "offices"), away("Fatos")

    found = elsewhere.vacancies_elsewhere(officer_of_peja, dardan.id)

    assert [(one["title"], one["office"]) for one in found] == [("Welder", "MSC Prishtinë")]
    assert elsewhere.vacancies_elsewhere(officer_of_peja, fatos.id) == []  # did not agree to it
    assert elsewhere.vacancies_elsewhere(luan, dardan.id) == []  # a file of another office
    with pytest.raises(NotAllowed):
        elsewhere.candidates_elsewhere(milan, vacancy)

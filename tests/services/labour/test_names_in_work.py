"""Outstanding work names the person for staff who may open the file; an e-mail never does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from tests.services.labour.conftest import MONDAY
from waystation.foundation.access import queries as rights
from waystation.foundation.messaging import actions as messaging
from waystation.foundation.shared.periods import today_in
from waystation.registry.skills import queries as skills
from waystation.services.labour import actions, queries
from waystation.services.labour.models import Candidacy
from waystation.site.ui.digest import send_digests


@pytest.fixture
def candidacy(luan, publish, welder):
    """Besim is interested in a vacancy."""
    person = welder("Besim")
    made = actions.add_candidate(luan, publish().id, person.id)
    Candidacy.objects.filter(id=made.id).update(interest="yes", interest_at=MONDAY)
    made.person = person
    return made


def titles_of(user):
    found = [*queries.outstanding_of(user, today_in()), *skills.outstanding(user, today_in())]
    kinds = ("labour.interest", "labour.retention", "skills.unconfirmed")
    return [one.title for one in found if one.kind in kinds]


def test_work_of_an_officer_names_the_person(luan, candidacy):
    titles = titles_of(luan)

    assert titles == ["Besim Gashi is interested in a vacancy: Welder"]


def test_a_check_and_a_profile_to_be_confirmed_name_the_person(clock, luan, candidacy):
    Candidacy.objects.filter(id=candidacy.id).update(
        state="arrived", arrived_on=MONDAY.date(), interest="", interest_at=None
    )
    clock.move_to(MONDAY + timedelta(days=183), tick=False)

    titles = titles_of(luan)

    assert titles == [
        "Ask whether Besim Gashi is still at work: Welder",
        "Skills profile of Besim Gashi to be confirmed",
    ]


def test_who_may_not_open_files_reads_the_number(monkeypatch, luan, candidacy):
    real = rights.may
    monkeypatch.setattr(
        rights, "may", lambda user, what, *where: what != "person.read" and real(user, what, *where)
    )

    titles = titles_of(luan)

    assert titles == [f"{candidacy.person.number} is interested in a vacancy: Welder"]


def test_milan_of_another_office_and_blerim_have_no_such_work(mission, candidacy):
    assert titles_of(mission.milan) == titles_of(mission.blerim) == []


def test_the_daily_email_keeps_the_number(mission, luan, candidacy):
    send_digests(today_in())
    messaging.send_waiting(luan, mission.prishtine.id)

    (letter,) = [one for one in mail.outbox if one.to and luan.email in one.to[0]]
    assert f"{candidacy.person.number} is interested in a vacancy: Welder" in letter.body
    assert "Besim" not in letter.body

"""The demonstration has pathways, checked people, a partnership, and a diaspora call."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from waystation.registry.people import actions as people
from waystation.services.diaspora.models import Answer, Contribution, Mailing, Member
from waystation.services.labour.queries import shortages
from waystation.services.pathways.models import Assessment, Edition, History, Participant, TakeUp
from waystation.services.pathways.transitions import PARTICIPANT_WORKFLOW
from waystation.site.config import demonstration_diaspora, demonstration_pathways

pytestmark = pytest.mark.django_db
WEDNESDAY = datetime(2026, 9, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def luan(mission):
    return mission.hire("Luan Rexhepi", mission.prishtine, "labour_officer")


def test_rules_are_published_people_checked_and_every_stage_of_a_partnership_appears(
    mission, arta, blerim, luan, time_machine
):
    time_machine.move_to(WEDNESDAY)
    sanja = mission.hire("Sanja Petrović", mission.prishtine, "network_secretariat")
    known = [
        people.record_person(
            arta, mission.prishtine, given=f"Person{n}", family="Shembulli", somebody_else=True,
            nationality="XK", birth_year=1990, municipality="xk-prishtine",
        ).id
        for n in range(104)
    ]  # fmt: skip

    demonstration_pathways.tell(
        [mission.prishtine] * 3,
        [arta] * 3,
        dict.fromkeys(range(3), known),
        officer=luan,
        manager=blerim,
        secretary=sanja,
        today=WEDNESDAY.date(),
    )

    named = {
        code: [one["name"] for one in shortages.pathways_for(luan, code)]
        for code in ("71", "81", "93", "94")
    }
    assert named["71"] == named["93"] == [demonstration_pathways.TO_WORK_HERE[0][0]]
    assert named["94"] == [demonstration_pathways.TO_WORK_HERE[1][0]]
    assert named["81"] == []
    assert set(Edition.objects.values_list("state", flat=True)) == {"draft", "published"}
    assert set(Assessment.objects.values_list("outcome", flat=True)) >= {
        "not_eligible", "not_known",
    }  # fmt: skip
    assert TakeUp.objects.exists()
    assert History.objects.exclude(kind="none").exists()
    assert set(Participant.objects.values_list("state", flat=True)) == set(
        PARTICIPANT_WORKFLOW.states
    )


def test_members_register_and_answer_calls_and_letters_go_only_with_consent(
    mission, arta, time_machine
):
    time_machine.move_to(WEDNESDAY)
    orhan = mission.hire("Orhan Kryeziu", mission.prishtine, "outreach_officer")

    demonstration_diaspora.tell(mission.prishtine.id, orhan, arta, WEDNESDAY.date())

    agreed = Member.objects.filter(mailing_since__isnull=False).count()
    assert 0 < agreed < Member.objects.count()
    assert Mailing.objects.get().addressed == agreed
    assert set(Answer.objects.values_list("state", flat=True)) == {
        "offered", "accepted", "declined",
    }  # fmt: skip
    assert Contribution.objects.filter(state="done").exclude(result="").exists()
    for kind in (Member, Answer):
        days = {one.date() for one in kind.objects.values_list("created_at", flat=True)}
        assert len(days) > 8
        assert max(days) < WEDNESDAY.date()

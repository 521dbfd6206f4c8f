"""The labour story of the demonstration: a fee refused and corrected, placements, open work."""

from __future__ import annotations

from waystation.foundation.shared.periods import today_in
from waystation.registry.people import actions as people
from waystation.services.labour import queries
from waystation.services.labour.facts import VACANCIES
from waystation.services.labour.models import (
    Candidacy,
    MatchingRound,
    ShortageSurvey,
    Vacancy,
)
from waystation.services.recruitment.models import Incident
from waystation.site.config import demonstration_labour as told


def test_the_story_leaves_life_in_every_list(mission, arta, luan):
    analyst = mission.hire("Anita Krasniqi", mission.prishtine, "analyst")
    egzon = mission.hire("Egzon Thaçi", mission.prishtine, "employer")
    files = [
        people.record_person(
            arta, mission.prishtine, given=f"Given{n}", family=f"Family{n}", somebody_else=True
        ).id
        for n in range(told.FIRST + told.CANDIDATES)
    ]

    told.tell(
        mission.prishtine, files, officer=luan, counsellor=arta, manager=mission.blerim,
        analyst=analyst, employer=egzon,
    )  # fmt: skip

    states = set(Candidacy.objects.values_list("state", flat=True))
    assert states >= {"prospect", "interview", "lost", "withdrawn", "arrived", "stayed_12",
                      "returned"}  # fmt: skip
    assert set(Vacancy.objects.values_list("state", flat=True)) >= {
        "draft", "review", "published", "filled",
    }  # fmt: skip
    filled = VACANCIES.read(mission.organisation.id, None).to_pydict()
    days = [days for days in filled["days_to_fill"] if days is not None]
    assert sorted(days) == [17, 18, 20, 27, 29, 40, 44, 58]
    electrician = Vacancy.objects.get(title="Electrician")
    assert (electrician.state, electrician.refused_at is not None) == ("published", True)
    assert Incident.objects.get(subject_id=electrician.id).amount == 400
    assert MatchingRound.objects.get().placed == 3
    assert ShortageSurvey.objects.get().estimates.get().businesses == 36
    kinds = {one.kind for one in queries.outstanding_of(luan, today_in())}
    assert kinds == {"labour.review", "labour.asked", "labour.interest", "labour.retention"}
    assert [one.kind for one in queries.outstanding_of(egzon, today_in())] == ["labour.own_vacancy"]

"""A person is checked against dated rules; what was explained stays as it was."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tests.services.pathways.conftest import ABOUT, TODAY
from waystation.analysis.matching import ACTIVITIES
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.registry.people import actions as people
from waystation.registry.privacy import actions as privacy
from waystation.registry.skills import actions as skills
from waystation.services.pathways import actions, queries
from waystation.services.pathways.facts import ASSESSMENTS
from waystation.services.pathways.models import Assessment
from waystation.services.pathways.queries.people import lacks_in_words

pytestmark = pytest.mark.django_db


def told(assessment):
    return [
        (one["kind"], one["outcome"], one["fact"]) for one in queries.explain_assessment(assessment)
    ]


def test_each_rule_is_explained_with_its_fact_where_it_is_from_and_since_when(arta, besim, edition):
    found = actions.assess_person(arta, besim.id, edition.id, language="de", level="A2")

    assert found.outcome == "not_eligible"
    assert told(found) == [
        ("Nationality", "Met", "Kosovo"),
        ("Language", "Not met", "German A2"),
        ("Contract or binding offer", "Not known", ""),
    ]
    lines = queries.explain_assessment(found)
    assert [one["fact_source"] for one in lines] == [
        "The person’s file", "Stated or documented at the check", "",
    ]  # fmt: skip
    assert lines[1]["fact_on"] == TODAY
    assert found.lacks == ["language:de", "offer"]
    assert lacks_in_words(found.lacks) == "German (CEFR), Contract or binding offer"


def test_a_certificate_and_a_contract_open_the_pathway(arta, besim, edition):
    actions.assess_person(arta, besim.id, edition.id, language="de", level="A2")

    later = actions.assess_person(
        arta, besim.id, edition.id, language="de", level="B1", offer="yes"
    )

    assert (later.outcome, later.lacks) == ("eligible", [])
    assert list(Assessment.objects.filter(latest=True).values_list("id", flat=True)) == [later.id]


def test_a_language_answered_today_leaves_the_others_of_the_profile(arta, besim, edition):
    privacy.record_consent(
        arta, besim.id, purpose="matching", recipient="MSC Prishtinë", fields=["profile"],
        language="sq", text_number=1, how="spoken",
    )  # fmt: skip
    profile = skills.open_profile(arta, besim.id)
    levels = dict.fromkeys(ACTIVITIES, "B2")
    skills.add_line(arta, profile.id, "languages", language="de", **levels)

    found = actions.assess_person(arta, besim.id, edition.id, language="en", level="B1")
    worse = actions.assess_person(arta, besim.id, edition.id, language="de", level="A1")

    german = [one for one in queries.explain_assessment(found) if one["kind"] == "Language"]
    assert [(one["outcome"], one["fact"], one["fact_source"]) for one in german] == [
        ("Met", "German B2", "Skills profile")
    ]
    assert ("Language", "Not met", "German A1") in told(worse)


def test_a_pathway_to_work_here_is_offered_to_foreigners_only(
    mission, luan, blerim, arta, besim, edition
):
    here = actions.record_pathway(
        luan, mission.prishtine.id, name="Season here", kind="seasonal", countries=["XK"]
    )
    draft = actions.draft_edition(luan, here.id, valid_from=date(2026, 1, 1), **ABOUT)
    actions.add_condition(luan, draft.id, kind="offer", wording="A contract")
    actions.change_edition_state(blerim, draft.id, "publish")
    dritan = people.record_person(
        arta, mission.prishtine, given="Dritan", family="Hoxha", nationality="AL"
    )

    offered = {
        one.id: [
            line["edition"].pathway.name for line in queries.lines_of_person(arta, one.id, TODAY)
        ]
        for one in (besim, dritan)
    }

    assert offered[besim.id] == ["Western Balkans regulation"]
    assert sorted(offered[dritan.id]) == ["Season here", "Western Balkans regulation"]


def test_an_old_explanation_stays_when_the_rules_change(client, luan, blerim, arta, besim, edition):
    before = actions.assess_person(arta, besim.id, edition.id, language="de", level="B1")
    lines = told(before)
    following = actions.draft_edition(
        luan, edition.pathway_id, valid_from=date(2026, 9, 1), **ABOUT
    )
    german = following.conditions.get(kind="language")
    actions.remove_condition(luan, following.id, german.id)
    actions.add_condition(
        luan, following.id, kind="language", wording="German C1", language="de", level="C1"
    )
    actions.change_edition_state(blerim, following.id, "publish")
    client.force_login(arta)

    page = client.get(reverse("pathways:assessment", args=[before.id])).content.decode()
    after = actions.assess_person(arta, besim.id, following.id, language="de", level="B1")

    assert told(Assessment.objects.get(id=before.id)) == lines
    assert "The rules have changed since" in page
    assert ("Language", "Not met", "German B1") in told(after)


def test_a_person_is_checked_against_published_rules_only(arta, besim, draft):
    with pytest.raises(Refusal) as refused:
        actions.assess_person(arta, besim.id, draft.id)

    assert refused.value.code == "not_published"


def test_milan_sees_nothing_and_blerim_may_look_but_not_check(
    client, milan, blerim, arta, besim, edition
):
    found = actions.assess_person(arta, besim.id, edition.id)

    with pytest.raises(NotSeen):
        actions.assess_person(milan, besim.id, edition.id)
    with pytest.raises(NotSeen):
        queries.assessment_visible_to(milan, found.id)
    with pytest.raises(NotAllowed):
        actions.assess_person(blerim, besim.id, edition.id)
    client.force_login(blerim)
    looked = client.get(reverse("pathways:person", args=[besim.id]))
    client.force_login(milan)
    stranger = client.get(reverse("pathways:person", args=[besim.id]))

    assert queries.assessment_visible_to(blerim, found.id).id == found.id
    assert (looked.status_code, stranger.status_code) == (200, 404)


def test_the_form_asks_only_what_the_rules_need(client, arta, besim, edition):
    client.force_login(arta)
    address = reverse("pathways:assess", args=[besim.id, edition.id])

    form = client.get(address).context["form"]
    done = client.post(address, {"nationality": "XK", "offer": "yes"}, follow=True)

    assert list(form.fields) == ["nationality", "language", "level", "offer"]
    assert "Rule by rule" in done.content.decode()


def test_a_level_that_is_none_is_refused_beside_its_field(client, arta, besim, edition):
    client.force_login(arta)

    answer = client.post(
        reverse("pathways:assess", args=[besim.id, edition.id]), {"language": "de", "level": "B7"}
    )

    assert answer.status_code == 422
    assert "level" in answer.context["form"].errors
    assert not Assessment.objects.exists()


def test_erased_the_check_is_counted_and_says_nothing_more(mission, arta, besim, edition):
    found = actions.assess_person(arta, besim.id, edition.id, offer="yes")

    actions.erase_person(mission.organisation.id, besim.id)
    found.refresh_from_db()

    assert queries.explain_assessment(found) == []
    assert ASSESSMENTS.read(mission.organisation.id, None).num_rows == 1


def test_a_merge_lets_the_check_follow_and_its_undoing_brings_it_back(
    mission, arta, besim, edition
):
    twin = people.record_person(arta, mission.prishtine, given="Besim", family="Markperson",
                                somebody_else=True)  # fmt: skip
    actions.assess_person(arta, twin.id, edition.id)
    stay = actions.record_stay(
        arta, twin.id, country="DE", starts_on=date(2015, 1, 1), ends_on=date(2017, 1, 1)
    )

    moved = actions.move_person(mission.organisation.id, twin.id, besim.id, None)
    there = queries.history_of(arta, besim.id)
    back = actions.move_person(mission.organisation.id, besim.id, twin.id, moved)

    assert there.stays_abroad == 1
    assert set(back) == set(moved)
    assert queries.history_of(arta, twin.id).stays_abroad == 1
    assert queries.stay_visible_to(arta, stay.id).history.person_id == twin.id


def test_facts_count_checks_without_a_name(mission, arta, besim, edition):
    actions.assess_person(arta, besim.id, edition.id, language="de", level="A2")
    actions.assess_person(arta, besim.id, edition.id, language="de", level="B1", offer="yes")

    rows = ASSESSMENTS.read(mission.organisation.id, None).to_pylist()

    assert sorted((row["outcome"], row["ready"], row["latest"]) for row in rows) == [
        ("eligible", True, True), ("not_eligible", False, False),
    ]  # fmt: skip
    assert all(row["person"] and "Besim" not in str(row) for row in rows)

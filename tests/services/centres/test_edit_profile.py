"""Changing a daily profile after it was saved."""

from __future__ import annotations

import pytest
from django.db import connection

from waystation.foundation.audit.models import Entry
from waystation.foundation.shared.errors import Conflict, NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.services.centres import actions, queries
from waystation.services.centres.fields import PROFILE
from waystation.services.centres.models import Profile

ANSWERS = {"intention": "leave", "horizon": "declined", "drivers": ["no_jobs"], "skills": "Welds"}
SEEN = PROFILE.complete(ANSWERS)  # what an editor has before them


@pytest.fixture
def profile(mission, arta, visitors):
    return actions.record_profile(
        arta, mission.prishtine.id, person_id=visitors.besim.id, **ANSWERS
    )


def test_what_the_person_said_later_is_put_right_and_written_down(arta, profile):
    actions.edit_profile(arta, profile.id, SEEN, {"skills": "Welds and paints", "means": []})

    again = Profile.objects.get()
    assert (queries.skills_of(again), again.version, again.intention) == (
        "Welds and paints",
        2,
        "leave",
    )
    row = Entry.objects.get(verb="profile.edit")
    assert (row.subject_id, row.detail["fields"]) == (profile.id, ["skills"])


def test_an_edit_that_changes_nothing_is_no_new_version(arta, profile):
    actions.edit_profile(arta, profile.id, SEEN, ANSWERS)

    assert Profile.objects.get().version == 1


def test_two_editors_of_different_answers_both_win(arta, profile):
    actions.edit_profile(arta, profile.id, SEEN, {**SEEN, "education": "isced-3"})
    actions.edit_profile(arta, profile.id, SEEN, {"drivers": []})

    again = Profile.objects.get()
    assert (again.education, again.drivers, again.version) == ("isced-3", [], 3)


def test_two_editors_of_the_same_answer_see_both_values(arta, profile):
    actions.edit_profile(arta, profile.id, SEEN, {"skills": "Paints"})

    with pytest.raises(Conflict) as disputed:
        actions.edit_profile(arta, profile.id, SEEN, {"skills": "Cooks"})

    assert disputed.value.fields == {"skills": ("Paints", "Cooks")}
    assert queries.skills_of(Profile.objects.get()) == "Paints"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"intention": "stay", "horizon": "soon"}, "horizon"),
        ({"education": "school-of-life"}, "education"),
        ({"skills": "x" * 10_000}, "skills"),
        ({"been_abroad": "perhaps"}, "been_abroad"),
    ],
)
def test_an_edit_keeps_the_rules_of_the_first_answer(arta, profile, change, field):
    with pytest.raises(Refusal) as refused:
        actions.edit_profile(arta, profile.id, SEEN, change)

    every = getattr(refused.value, "all", [refused.value])
    assert field in {one.field for one in every}
    assert Profile.objects.get().version == 1


def test_blerim_may_not_change_and_for_milan_there_is_none(blerim, milan, profile):
    with pytest.raises(NotAllowed):
        actions.edit_profile(blerim, profile.id, SEEN, {"skills": ""})
    with pytest.raises(NotSeen):
        actions.edit_profile(milan, profile.id, SEEN, {"skills": ""})

    assert Profile.objects.get().version == 1


def test_changed_skills_are_sealed_too(arta, profile):
    actions.edit_profile(arta, profile.id, SEEN, {"skills": "Kosovar beekeeping"})

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM centres_profile")
        assert "beekeeping" not in repr(cursor.fetchall())


def test_the_same_key_with_other_skills_is_a_conflict(mission, arta, visitors):
    key = new_key()
    mine = {"person_id": visitors.besim.id, "key": key}
    actions.record_profile(arta, mission.prishtine.id, **mine, **ANSWERS)

    again = actions.record_profile(arta, mission.prishtine.id, **mine, **ANSWERS)
    with pytest.raises(Conflict):
        actions.record_profile(arta, mission.prishtine.id, **mine, **{**ANSWERS, "skills": "Other"})

    assert again.id == key
    assert Profile.objects.count() == 1


@pytest.mark.parametrize(("keep", "kept"), [("theirs", "Paints"), ("mine", "Cooks")])
def test_on_the_page_the_editor_chooses_between_two_values(client, arta, profile, keep, kept):
    client.force_login(arta)
    where = f"/centres/profiles/{profile.id}/edit/"
    seen = client.get(where).context["seen"]
    actions.edit_profile(arta, profile.id, SEEN, {"skills": "Paints"})
    mine = {**ANSWERS, "skills": "Cooks", "education": "isced-6"}

    both = client.post(where, {**mine, "seen": seen})
    done = client.post(where, {**mine, "seen": both.context["seen"], "keep-skills": keep})

    assert (both.status_code, done.status_code) == (409, 302)
    assert "Paints" in both.content.decode()
    again = Profile.objects.get()
    assert (queries.skills_of(again), again.education) == (kept, "isced-6")


@pytest.mark.parametrize(("name", "status"), [("arta", 200), ("blerim", 403), ("milan", 404)])
def test_who_may_open_the_form(client, mission, profile, name, status):
    client.force_login(getattr(mission, name))

    assert client.get(f"/centres/profiles/{profile.id}/edit/").status_code == status


def test_a_second_profile_of_the_day_says_to_open_the_first_and_it_can_be(
    client, arta, profile, visitors
):
    client.force_login(arta)

    again = client.post(f"/centres/people/{visitors.besim.id}/profile/", {"intention": "stay"})
    asked = client.get(f"/centres/people/{visitors.besim.id}/profile/")

    assert again.status_code == 422
    assert asked["Location"] == f"/centres/profiles/{profile.id}/edit/"

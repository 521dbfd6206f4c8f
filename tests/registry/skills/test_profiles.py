"""The skills profile of a person: on their consent, by section, and as matching takes it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests.registry.directory.conftest import MONDAY
from waystation.analysis import matching
from waystation.analysis.matching import Candidate
from waystation.foundation.audit.models import Entry
from waystation.foundation.records.sealed import read_sealed
from waystation.foundation.shared.errors import Conflict, NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.periods import today_in
from waystation.registry.people import actions as files
from waystation.registry.people.models import Person
from waystation.registry.privacy import actions as privacy
from waystation.registry.skills import actions, queries
from waystation.registry.skills.models import Profile, ProfileLanguage, ProfileSkill
from waystation.registry.skills.rules.profiles import MOST_LINES
from waystation.registry.skills.sections import SECTIONS

pytestmark = pytest.mark.django_db


def candidates(user):
    return queries.profiles_for_matching(user)


def test_a_profile_needs_the_consent_to_be_matched(arta, besim, agree):
    with pytest.raises(Refusal) as without:
        actions.open_profile(arta, besim.id)
    agree(besim, fields=["name"])
    with pytest.raises(Refusal) as of_something_else:
        actions.open_profile(arta, besim.id)

    agree(besim)

    assert {without.value.code, of_something_else.value.code} == {"no_consent"}
    assert actions.open_profile(arta, besim.id).state == "open"
    with pytest.raises(Conflict):
        actions.open_profile(arta, besim.id)


def test_a_profile_is_what_matching_takes(arta, profile):
    (found,) = candidates(arta)

    assert found == Candidate(
        str(profile.id),
        occupation="7212",
        skills=frozenset({"mig welding"}),
        languages={
            ("de", "listening"): 4,
            ("de", "reading"): 3,
            ("de", "spoken_interaction"): 3,
            ("de", "spoken_production"): 2,
            ("de", "speaking"): 2,
            **{
                ("sq", one): 6
                for one in (
                    "listening",
                    "reading",
                    "spoken_interaction",
                    "spoken_production",
                    "writing",
                    "speaking",
                )
            },
        },
        place=found.place,
        starts_from=date(2026, 11, 1),
        destinations=frozenset({"DE", "AT"}),
        documents=frozenset({"work_permit", "work_permit DE"}),
        pay_wish=2400.0,
    )
    assert read_sealed(Profile.objects.get(id=profile.id), "constraints") == "No night work"


def test_sex_and_community_swapped_leave_every_ranking_byte_for_byte(arta, mission, agree, profile):
    for number in range(6):
        person = files.record_person(
            arta,
            mission.prishtine,
            given=f"Fictional{number}",
            family=f"Person{number}",
            sex="female" if number % 2 else "male",
            community="albanian" if number % 3 else "serb",
        )
        agree(person)
        other = actions.open_profile(arta, person.id)
        actions.add_line(arta, other.id, "occupations", code=["7212", "7213", "2221"][number % 3])
        actions.add_line(arta, other.id, "skills", name="MIG welding", weight="other")
    vacancy = matching.Vacancy("v", "7212", essential=frozenset({"mig welding", "x"}), pay=2000)

    def ranking():
        found = matching.rank_candidates(vacancy, matching.Pool(candidates(arta)), top=10)
        return repr(found).encode()

    before = ranking()
    swap = {"male": "female", "female": "male", "albanian": "serb", "serb": "albanian"}
    for person in Person.objects.all():
        person.sex = swap.get(person.sex, person.sex)
        person.community = swap.get(person.community, "roma")
        person.nationality, person.birth_year = "AL", 1961
        person.save()

    assert ranking() == before
    assert before.count(b"Suggestion(") == 7
    read = " ".join(queries.matching.COLUMNS)
    assert not any(word in read for word in ("sex", "community", "nationality", "birth", "number"))


def test_only_who_may_sees_a_profile(arta, milan, blerim, profile):
    line = ProfileSkill.objects.get(profile=profile)

    assert [one.id for one in candidates(arta)] == [str(profile.id)]
    assert candidates(milan) == []
    for ask in (
        lambda: queries.profile_visible_to(milan, profile.id),
        lambda: actions.add_line(milan, profile.id, "skills", name="x", weight="other"),
        lambda: actions.remove_line(milan, "skills", line.id),
        lambda: actions.confirm_profile(milan, profile.id),
    ):
        with pytest.raises(NotSeen):
            ask()
    assert queries.profile_visible_to(blerim, profile.id) == profile
    for ask in (
        lambda: actions.add_line(blerim, profile.id, "skills", name="x", weight="other"),
        lambda: actions.edit_profile(blerim, profile.id, {}, {}),
        lambda: actions.remove_line(blerim, "skills", line.id),
        lambda: actions.confirm_profile(blerim, profile.id),
    ):
        with pytest.raises(NotAllowed):
            ask()


def test_a_withdrawn_consent_closes_the_profile_at_once(arta, besim, agree, profile):
    agreement = agree(besim)
    assert candidates(arta)

    privacy.withdraw_consent(arta, agreement.id)

    profile.refresh_from_db()
    assert (profile.state, profile.closed_for, candidates(arta)) == ("closed", "consent", [])
    with pytest.raises(Refusal):
        actions.change_profile_state(arta, profile.id, "reopen")
    with pytest.raises(Refusal):
        actions.add_line(arta, profile.id, "skills", name="x", weight="other")
    agree(besim)
    actions.change_profile_state(arta, profile.id, "reopen")
    assert [one.id for one in candidates(arta)] == [str(profile.id)]


def test_an_expired_consent_counts_at_once_and_closes_in_the_morning(
    clock, arta, besim, agree, profile
):
    agree(besim, expires_on=today_in() + timedelta(days=3))

    clock.move_to(MONDAY + timedelta(days=4))

    profile.refresh_from_db()
    assert (profile.state, candidates(arta)) == ("open", [])
    assert actions.close_expired() == 1
    profile.refresh_from_db()
    assert (profile.state, profile.closed_for) == ("closed", "consent")


def test_a_refusal_of_another_purpose_changes_nothing(arta, besim, agree, profile):
    agree(besim, purpose="employment", agreed=False)

    profile.refresh_from_db()

    assert profile.state == "open"


def test_the_database_knows_the_levels_of_the_cefr(profile):
    row = ProfileLanguage.objects.filter(profile=profile, language="de")

    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(reading="B7")


@pytest.mark.parametrize(
    ("section", "values", "field"),
    [
        ("languages", {"language": "it", "reading": "B7"}, "reading"),
        ("languages", {"language": "it"}, "listening"),
        ("occupations", {"code": "9999"}, "code"),
        ("occupations", {"title": "nurse"}, "code"),
        ("occupations", {"code": "7212", "years": 300}, "years"),
        (
            "occupations",
            {"code": "7212", "since": date(2020, 1, 1), "until": date(2019, 1, 1)},
            "until",
        ),
        ("skills", {"name": "!!", "weight": "other"}, "name"),
        ("skills", {"name": "x" * 201, "weight": "other"}, "name"),
        ("skills", {"name": "weld", "uri": "javascript:alert(1)", "weight": "other"}, "uri"),
        ("education", {"level": "isced-9"}, "level"),
        ("documents", {"kind": "magic"}, "kind"),
    ],
)  # fmt: skip
def test_a_wrong_line_is_refused_at_its_field(arta, profile, section, values, field):
    before = SECTIONS[section].model.objects.count()

    with pytest.raises(Refusal) as refused:
        actions.add_line(arta, profile.id, section, **values)

    assert refused.value.field == field
    assert SECTIONS[section].model.objects.count() == before


@pytest.mark.parametrize("pay", [Decimal(-1), Decimal(0), Decimal(10_000_000)])
def test_a_pay_wish_is_an_amount(arta, profile, pay):
    with pytest.raises(Refusal) as refused:
        actions.edit_profile(arta, profile.id, {"pay_wish": Decimal("2400.00")}, {"pay_wish": pay})

    assert refused.value.field == "pay_wish"


def test_a_profile_has_a_limit_of_skills_and_says_so(arta, profile):
    stamp = {
        "organisation_id": profile.organisation_id,
        "office_id": profile.office_id,
        "created_at": profile.created_at,
        "changed_at": profile.created_at,
    }
    ProfileSkill.objects.bulk_create(
        ProfileSkill(profile=profile, name=f"skill {n}", key=f"skill {n}", weight="other", **stamp)
        for n in range(MOST_LINES["skills"] - 1)
    )

    with pytest.raises(Refusal) as refused:
        actions.add_line(arta, profile.id, "skills", name="one more", weight="other")

    assert refused.value.code == "too_many_lines"
    assert "200" in refused.value.in_english()


def test_the_same_skill_and_language_are_there_once(arta, profile):
    for section, values in (
        ("skills", {"name": "mig-WELDING", "weight": "other"}),
        ("languages", {"language": "de", "reading": "C1"}),
    ):
        with pytest.raises(Conflict):
            actions.add_line(arta, profile.id, section, **values)


def test_two_editors_of_one_line_are_both_heard(arta, profile):
    line = ProfileLanguage.objects.get(profile=profile, language="de")
    seen = {"reading": "B1", "listening": "B2"}

    actions.edit_line(arta, "languages", line.id, seen, {"reading": "B2"})
    actions.edit_line(arta, "languages", line.id, seen, {"listening": "C1"})

    line.refresh_from_db()
    assert (line.reading, line.listening) == ("B2", "C1")
    with pytest.raises(Conflict):
        actions.edit_line(arta, "languages", line.id, seen, {"reading": "C2"})


def test_a_profile_is_to_be_confirmed_every_ninety_days(clock, arta, milan, blerim, profile):
    began = today_in()
    clock.move_to(MONDAY + timedelta(days=82))
    assert queries.outstanding(arta, today_in()) == []

    clock.move_to(MONDAY + timedelta(days=91))

    (due,) = queries.outstanding(arta, today_in())
    assert (due.kind, due.record, due.due_on) == (
        "skills.unconfirmed",
        profile.id,
        began + timedelta(days=90),
    )
    assert due.urgency(today_in()) == "late"
    assert queries.outstanding(milan, today_in()) == queries.outstanding(blerim, today_in()) == []
    actions.confirm_profile(arta, profile.id)
    assert queries.outstanding(arta, today_in()) == []


def test_profiles_follow_a_merge_and_only_one_stays_open(arta, besim, agree, profile):
    second = files.record_person(arta, besim.office_id, given="Agron", family="Gashi")
    agree(second)
    other = actions.open_profile(arta, second.id)

    files.merge_people(arta, second.id, besim.id)

    states = dict(Profile.objects.filter(person=second.id).values_list("id", "state"))
    assert states == {profile.id: "closed", other.id: "open"}


def test_an_erased_person_leaves_no_skill_behind(arta, besim, profile, mission):
    officer = mission.hire("Vera Dauti", mission.prishtine, "data_protection_officer")

    privacy.erase_person(officer, besim.id)

    profile.refresh_from_db()
    assert (profile.state, profile.closed_for) == ("closed", "erased")
    assert (profile.destinations, profile.pay_wish, bytes(profile.constraints)) == ([], None, b"")
    assert not any(one.model.objects.filter(profile=profile) for one in SECTIONS.values())


def test_what_is_done_to_a_profile_is_in_the_log(arta, profile):
    verbs = Entry.objects.filter(subject_id=profile.id).order_by("number")

    assert list(verbs.values_list("verb", flat=True)) == ["profile.record", *["profile.add"] * 5]

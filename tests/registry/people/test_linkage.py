"""Before a file is opened the mission says who it may be, how likely and why; it never merges."""

import re
from datetime import date

import pytest
from django.urls import reverse

from waystation.foundation.shared.errors import NotAllowed, Refusal
from waystation.registry.people import actions, queries
from waystation.registry.people.models import LinkReview, Person
from waystation.registry.people.queries import linking
from waystation.registry.people.rules.identity import Identifier, Name
from waystation.registry.people.rules.likeness import Proposed, model_for


def described(given="Besim", family="Krasniqi", **more):
    return Proposed((Name(given, family),), **more)


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        (described(birth_date=date(1999, 3, 14)), "Same day of birth"),
        (described("Бесим", "Краснићи", birth_year=1999), "Same given name"),
        (described("Krasniqi", "Besim", birth_year=1999), "names? have changed|changed places"),
        (described("Besim", "Krasmiqi", birth_year=1999), "One letter of the family name differs"),
        (described(birth_date=date(1999, 3, 15)), "One digit of the day of birth differs"),
    ],
)
def test_the_one_meant_is_shown_with_the_reasons(mission, arta, besim, who, reason):
    import re

    (found,) = queries.likely_files(arta, mission.prishtine.id, who)

    assert found.id == besim.id
    assert found.chance > 0.5
    assert any(re.search(reason, one) for one in found.reasons)


def test_a_twin_is_not_asked_about(mission, arta, besim):
    twin = described("Valon", birth_date=date(1999, 3, 14), sex="male")

    found = queries.likely_files(arta, mission.prishtine.id, twin)

    assert all(one.chance < 0.5 for one in found)
    made = actions.record_person(
        arta, mission.prishtine, given="Valon", family="Krasniqi", birth_date=date(1999, 3, 14)
    )
    assert made.id != besim.id


def test_a_namesake_of_whom_no_more_is_known_is_shown_with_doubt(mission, arta, besim):
    (found,) = queries.likely_files(arta, mission.prishtine.id, described())

    assert 0.05 < found.chance < 0.9
    assert set(found.reasons) == {"Same given name", "Same family name"}


def test_what_speaks_against_is_said_too(mission, arta, besim):
    (found,) = queries.likely_files(
        arta, mission.prishtine.id, described(birth_year=1999, municipality="xk-peje")
    )

    assert found.reasons[-1] == "Another municipality"


def test_a_stranger_finds_nobody(mission, arta, besim):
    stranger = described("Ljiljana", "Petrović", birth_year=1970)

    assert queries.likely_files(arta, mission.prishtine.id, stranger) == []


def test_another_office_and_no_permission_find_nobody(mission, milan, besim, db):
    from django.contrib.auth.models import AnonymousUser

    assert queries.likely_files(milan, mission.prishtine.id, described()) == []
    with pytest.raises(NotAllowed):
        queries.likely_files(AnonymousUser(), mission.prishtine.id, described())


def test_the_same_name_is_less_likely_the_same_person_in_a_larger_file():
    small, large = model_for(100, {}), model_for(100_000, {})

    assert small.probability(3.0) == large.probability(3.0)
    assert small.prior > large.prior * 15  # below 5,000 files it grows no more


def test_the_same_passport_is_always_shown(mission, arta):
    first = actions.record_person(
        arta, mission.prishtine, given="Ana", identifiers=[Identifier("passport", "K 123456")]
    )
    other = described("Zoran", "Petrović", reachable=(("passport", "k123456"),))

    (found,) = queries.likely_files(arta, mission.prishtine.id, other)

    assert (found.id, found.chance) == (first.id, 1.0)


def test_among_many_of_one_name_the_oldest_is_found_by_all_that_is_known(
    mission, arta, besim, monkeypatch
):
    monkeypatch.setattr(linking, "PER_TOKEN", 3)
    monkeypatch.setattr(linking, "MOST_RANKED", 4)
    monkeypatch.setattr(linking, "MOST_OPENED", 2)
    for year in range(1960, 1968):
        actions.record_person(
            arta, mission.prishtine, given="Besim", family="Krasniqi", birth_year=year,
            somebody_else=True,
        )  # fmt: skip

    found = queries.likely_files(arta, mission.prishtine.id, described(birth_year=1999))

    assert found[0].id == besim.id


def test_the_same_passport_is_found_among_many_of_one_name(mission, arta, monkeypatch):
    monkeypatch.setattr(linking, "MOST_OPENED", 1)
    first = actions.record_person(
        arta, mission.prishtine, given="Ana", identifiers=[Identifier("passport", "K 123456")]
    )
    for year in (1970, 1980):
        actions.record_person(
            arta, mission.prishtine, given="Zoran", family="Petrović", birth_year=year,
            somebody_else=True,
        )  # fmt: skip

    other = described("Zoran", "Petrović", reachable=(("passport", "k123456"),))

    assert [one.id for one in queries.likely_files(arta, mission.prishtine.id, other)] == [first.id]


def test_a_sealed_file_is_not_opened_not_scored_not_shown(mission, arta, besim, contribute):
    contribute("sealed_from_linkage", protection=f"{__name__}.everybody_is_sealed")
    Person.objects.filter(id=besim.id).update(sealed=b"cannot be opened")

    assert queries.likely_files(arta, mission.prishtine.id, described(birth_year=1999)) == []
    made = actions.record_person(
        arta, mission.prishtine, given="Besim", family="Krasniqi", birth_year=1999
    )
    assert made.id != besim.id


def everybody_is_sealed(user, people):
    return set(people)


def test_somebody_else_is_a_decision_and_linkage_learns_from_it(mission, arta, besim):
    before = queries.likely_files(arta, mission.prishtine.id, described(birth_year=1999))[0]
    with pytest.raises(Refusal, match=besim.number):
        actions.record_person(
            arta, mission.prishtine, given="Besim", family="Krasniqi", birth_year=1999
        )

    other = actions.record_person(
        arta,
        mission.prishtine,
        given="Besim",
        family="Krasniqi",
        birth_year=1999,
        somebody_else=True,
    )

    review = LinkReview.objects.get()
    assert {review.left_id, review.right_id} == {besim.id, other.id}
    assert review.same is False
    after = queries.likely_files(
        arta, mission.prishtine.id, described(birth_year=1999), but_not=other.id
    )[0]
    assert after.chance < before.chance


def test_a_merge_is_a_decision_and_its_undoing_another(mission, arta, besim):
    twice = actions.record_person(
        arta,
        mission.prishtine,
        given="Бесим",
        family="Краснићи",
        birth_year=1999,
        somebody_else=True,
    )
    merge = actions.merge_people(arta, besim.id, twice.id)
    assert LinkReview.objects.get().same is True

    actions.undo_merge(arta, merge.id)

    assert LinkReview.objects.get().same is False
    assert LinkReview.objects.get().version == 3


def test_the_form_shows_chance_and_reasons_before_anything_is_saved(client, mission, arta, besim):
    client.force_login(arta)
    page = client.get(reverse("people:new")).content.decode()
    key = re.search(r'name="key"\s+value="([^"]+)"', page)[1]

    answer = client.post(
        reverse("people:new"),
        {"key": key, "given": "Бесим", "family": "Краснићи", "birth_year": "1999"},
    ).content.decode()

    assert "in 100" in answer
    assert "Same family name" in answer
    assert besim.number in answer
    assert Person.objects.count() == 1


def test_it_asks_the_database_a_fixed_number_of_times(
    mission, arta, besim, django_assert_max_num_queries
):
    for letter in "abcdefghij":
        actions.record_person(
            arta, mission.prishtine, given="Besim", family=f"Krasniq{letter}", somebody_else=True
        )

    with django_assert_max_num_queries(9):
        queries.likely_files(arta, mission.prishtine.id, described(birth_year=1999))


@pytest.fixture
def arben(mission, arta):
    return actions.record_person(
        arta, mission.prishtine, given="Arben", family="Krasniqi", father="Agim",
        birth_date=date(2001, 5, 3), sex="male",
    )  # fmt: skip


def twin_of_arben():
    return Proposed((Name("Arber", "Krasniqi", "Agim"),), birth_date=date(2001, 5, 3), sex="male")


def test_who_may_be_a_twin_is_shown_with_the_caution_and_never_as_sure(
    mission, arta, blerim, milan, arben
):
    for who in (arta, blerim):
        (found,) = queries.likely_files(who, mission.prishtine.id, twin_of_arben())

        assert (found.id, found.caution) == (arben.id, "twins")
        assert 0.5 <= found.chance <= 0.8
        assert "these may be twins" in found.caution_says
    assert queries.likely_files(milan, mission.prishtine.id, twin_of_arben()) == []


def test_an_office_that_only_ever_merged_is_not_sure_of_twins_either(
    mission, arta, arben, monkeypatch
):
    monkeypatch.setattr(linking, "_fit_decisions", lambda *_: (3.0, 20.0))
    named = actions.record_person(
        arta, mission.prishtine, given="Zana", family="Hoti", somebody_else=True
    )
    LinkReview.objects.create(
        id=named.id, organisation_id=named.organisation_id, office_id=named.office_id,
        created_at=named.created_at, created_by_id=arta.id, changed_at=named.created_at,
        left_id=arben.id, right_id=named.id, weight=9.0, same=True,
    )  # fmt: skip

    (found,) = queries.likely_files(arta, mission.prishtine.id, twin_of_arben())

    assert found.chance == 0.8


def test_the_same_spelled_otherwise_is_no_twin(mission, arta, arben):
    same = Proposed((Name("Арбен", "Краснићи", "Агим"),), birth_date=date(2001, 5, 3), sex="male")

    (found,) = queries.likely_files(arta, mission.prishtine.id, same)

    assert (found.caution, found.chance > 0.99) == ("", True)


def test_the_pages_on_which_people_decide_tell_them_of_twins(client, mission, arta, blerim, arben):
    client.force_login(arta)
    form = client.get(reverse("people:new")).content.decode()
    key = re.search(r'name="key"\s+value="([^"]+)"', form)[1]
    values = {
        "key": key, "given": "Arber", "family": "Krasniqi", "father": "Agim",
        "birth_date": "2001-05-03", "sex": "male",
    }  # fmt: skip

    answer = client.post(reverse("people:new"), values).content.decode()
    made = actions.record_person(
        arta, mission.prishtine, given="Arber", family="Krasniqi", father="Agim",
        birth_date=date(2001, 5, 3), sex="male", somebody_else=True,
    )  # fmt: skip
    merge = client.get(reverse("people:merge", args=[made.id])).content.decode()
    client.force_login(blerim)
    refused = client.get(reverse("people:merge", args=[made.id]))

    for page in (answer, merge):
        assert "these may be twins" in page
        assert "in 100" in page
    assert refused.status_code == 403


def test_two_names_in_either_order_are_counted_together(mission, arta):
    from waystation.registry.people.rules import likeness

    key, office = b"k" * 32, mission.prishtine.id
    one = likeness.rare_terms(key, office, described("Halil", "Ramadani"))
    other = likeness.rare_terms(key, office, described("Ramadan", "Halili"))

    assert one["names_sound"] == other["names_sound"]
    assert one["given"] != other["given"]

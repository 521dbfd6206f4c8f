"""A file is opened, found again, changed, and read; every reading is written down."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.audit.models import Entry
from waystation.foundation.shared.errors import Conflict, NotAllowed, NotSeen, Refusal, Refusals
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import today_in
from waystation.registry.people import actions, queries
from waystation.registry.people.models import Person, SearchToken
from waystation.registry.people.rules import numbers
from waystation.registry.people.rules.identity import Contact, Identifier, Name


def test_a_file_has_a_number_and_what_was_written(mission, arta, besim):
    file = queries.person_visible_to(arta, besim.id)

    assert numbers.number_in(besim.number) == besim.number
    assert file.name == "Besim Krasniqi"
    assert file.birth_year == 1999
    assert file.identity.contacts[0].value == "+383 44 123 456"
    assert file.languages == ("sq", "de")


def test_reading_a_file_is_written_down_with_who_and_when(arta, blerim, besim):
    queries.person_visible_to(blerim, besim.id)

    row = Entry.objects.filter(verb="person.read").get()

    assert (row.user_id, row.subject_id) == (blerim.id, besim.id)
    assert "Besim" not in str(row.detail)


def test_a_file_of_another_office_is_not_there(milan, besim):
    with pytest.raises(NotSeen):
        queries.person_visible_to(milan, besim.id)
    with pytest.raises(NotSeen):
        actions.edit_person(milan, besim.id, {}, {"sex": "female"})
    with pytest.raises(NotSeen):
        queries.require_person(milan, besim.id)
    with pytest.raises(NotSeen):
        actions.note_contact(milan, besim.id, today_in())

    assert queries.people_visible_to(milan) == ([], "")
    assert queries.names_of(milan, [besim.id]) == {}
    assert queries.search(milan, "Besim Krasniqi") == []
    assert queries.search(milan, besim.number) == []
    assert not queries.person_exists_for(milan, besim.id)


def test_who_may_only_look_cannot_change(mission, blerim, besim):
    with pytest.raises(NotAllowed):
        actions.edit_person(blerim, besim.id, {}, {"sex": "female"})
    with pytest.raises(NotAllowed):
        actions.record_person(blerim, mission.prishtine, given="Ana", family="Berisha")


def test_a_file_cannot_be_opened_in_an_office_that_is_not_mine(mission, milan):
    with pytest.raises(NotSeen):
        actions.record_person(milan, mission.prishtine, given="Ana")


def test_the_same_key_twice_is_one_file(mission, arta):
    key = new_key()

    first = actions.record_person(arta, mission.prishtine, key=key, given="Ana", family="Berisha")
    again = actions.record_person(arta, mission.prishtine, key=key, given="Ana", family="Berisha")

    assert first.id == again.id == key
    assert Person.objects.count() == 1
    with pytest.raises(Conflict):
        actions.record_person(arta, mission.prishtine, key=key, given="Eva", family="Berisha")


@pytest.mark.parametrize(
    ("answers", "field", "code"),
    [
        ({"given": "", "family": ""}, "given", "name_missing"),
        ({"given": "a" * 10_000}, "given", "name_too_long"),
        ({"given": "Ana", "family": "b" * 10_000}, "family", "name_too_long"),
        ({"given": "\u202e\u200f…"}, "given", "name_without_letter"),
        ({"given": "Ana", "birth_date": date(2999, 1, 1)}, "birth_date", "birth_in_future"),
        ({"given": "Ana", "birth_date": date(1800, 1, 1)}, "birth_date", "birth_too_early"),
        ({"given": "Ana", "birth_year": 1700}, "birth_year", "birth_too_early"),
        (
            {"given": "Ana", "birth_date": date(1990, 1, 1), "birth_year": 1991},
            "birth_year",
            "birth_disagrees",
        ),
        ({"given": "Ana", "municipality": "xk-atlantis"}, "municipality", "code_unknown"),
        ({"given": "Ana", "sex": "x"}, "sex", "code_unknown"),
        ({"given": "Ana", "languages": ["klingon"]}, "languages", "code_unknown"),
        ({"given": "Ana", "contacts": [Contact("phone", "12")]}, "phone", "phone_unreadable"),
        ({"given": "Ana", "contacts": [Contact("email", "a@b")]}, "email", "email_unreadable"),
        ({"given": "Ana", "note": "x" * 10_000}, "note", "note_too_long"),
    ],
)
def test_what_cannot_be_right_is_refused_in_a_sentence_and_nothing_is_saved(
    mission, arta, answers, field, code
):
    with pytest.raises(Refusals) as refused:
        actions.record_person(arta, mission.prishtine, **answers)

    assert [(one.field, one.code) for one in refused.value.all] == [(field, code)]
    assert refused.value.in_english().endswith(".")
    assert not Person.objects.exists()
    assert not SearchToken.objects.exists()


def test_odd_letters_are_kept_in_composed_form_without_direction_marks(mission, arta):
    person = actions.record_person(
        arta, mission.prishtine, given="Z\u0301ana\u202e \u200b", family="  O’\u0301 Neil  😀"
    )

    file = queries.person_visible_to(arta, person.id)

    assert file.name.startswith("Źana ")
    assert "\u202e" not in file.name
    assert queries.search(arta, "zana")[0].id == person.id


def test_nothing_is_saved_when_the_trail_cannot_be_written(mission, arta, monkeypatch):

    def broken(*args, **kwargs):
        raise DatabaseError("disk full")

    monkeypatch.setattr(audit, "log", broken)

    with pytest.raises(DatabaseError):
        actions.record_person(arta, mission.prishtine, given="Ana")

    assert not Person.objects.exists()
    assert not SearchToken.objects.exists()


def test_two_editors_of_different_fields_do_not_disturb_each_other(arta, besim):
    seen = {"sex": "male", "municipality": "xk-gjakove"}

    actions.edit_person(arta, besim.id, seen, {**seen, "municipality": "xk-peje"})
    actions.edit_person(arta, besim.id, seen, {**seen, "sex": ""})

    file = queries.person_visible_to(arta, besim.id)
    assert (file.sex, file.municipality, file.version) == ("", "xk-peje", 3)


def test_two_editors_of_one_field_see_both_values(arta, besim):
    seen = {"municipality": "xk-gjakove"}
    actions.edit_person(arta, besim.id, seen, {"municipality": "xk-peje"})

    with pytest.raises(Conflict) as conflict:
        actions.edit_person(arta, besim.id, seen, {"municipality": "xk-prizren"})

    assert conflict.value.fields == {"municipality": ("xk-peje", "xk-prizren")}


def test_a_changed_name_is_found_by_the_new_one_only(arta, besim):
    seen = queries.person_visible_to(arta, besim.id).identity.names

    actions.edit_person(arta, besim.id, {"names": seen}, {"names": (Name("Agron", "Hoxha"),)})

    assert [one.id for one in queries.search(arta, "Agron Hoxha")] == [besim.id]
    assert queries.search(arta, "Besim Krasniqi") == []
    row = Entry.objects.get(verb="person.edit")
    assert row.detail == {"fields": ["names"]}


def test_a_refused_edit_changes_nothing(arta, besim):
    with pytest.raises(Refusals):
        actions.edit_person(
            arta, besim.id, {"birth_date": date(1999, 3, 14)}, {"birth_date": date(2999, 1, 1)}
        )

    assert queries.person_visible_to(arta, besim.id).birth_year == 1999


def test_the_number_tells_neither_how_many_files_there_are_nor_which_are_missing(mission, arta):
    given = [
        actions.record_person(arta, mission.prishtine, given=name, somebody_else=True).number
        for name in ("Ana", "Eva", "Lea", "Mia")
    ]

    ends = sorted(int(one[-6:]) for one in given)

    assert len(set(given)) == 4
    assert ends != list(range(ends[0], ends[0] + 4))


def test_file_numbers_never_repeat():
    key = b"k" * 32
    some = [numbers.file_number(2026, count, key) for count in range(1, 5001)]
    late = [numbers.file_number(2026, 10**6 + count, key) for count in range(5000)]

    assert len(set(some + late)) == 10_000
    assert {len(one) for one in some} == {12}
    assert {len(one) for one in late} == {13}


def test_lists_come_in_pages_without_a_query_per_line(mission, arta, django_assert_max_num_queries):
    for number in range(7):
        actions.record_person(
            arta, mission.prishtine, given=f"Ana{'abcdefg'[number]}", somebody_else=True
        )

    seen, after = [], ""
    for _ in range(3):
        with django_assert_max_num_queries(3):
            rows, after = queries.people_visible_to(arta, after=after, limit=3)
        seen += rows

    assert len({row.id for row in seen}) == 7
    assert after == ""
    assert seen == sorted(seen, key=lambda row: row.changed_at, reverse=True)


def test_pseudonyms_are_the_same_every_time_and_name_nobody(mission, besim):
    found = queries.pseudonyms(mission.organisation.id, [besim.id])

    assert found == {besim.id: besim.pseudonym}
    assert queries.plain_of(mission.organisation.id)[besim.id].pseudonym == besim.pseudonym
    assert str(besim.id).replace("-", "") not in besim.pseudonym


def test_a_contact_keeps_the_file_longer_and_never_shorter(arta, besim):
    later = today_in() + timedelta(days=10)

    actions.note_contact(arta, besim.id, later)
    actions.note_contact(arta, besim.id, later - timedelta(days=400))

    again = Person.objects.get(id=besim.id)
    assert again.last_contact_on == later
    assert again.keep_until.year == later.year + 5


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE people_person SET birth_year = 12",
        "UPDATE people_person SET merged_into_id = id",
        "UPDATE people_person SET erased_at = created_at, nationality = 'XK'",
    ],
)
def test_the_database_refuses_what_the_rules_refuse(besim, sql):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_sealed_file_moved_to_another_row_does_not_open(mission, arta, besim):
    from waystation.foundation.shared.sealing import CannotOpen

    other = actions.record_person(arta, mission.prishtine, given="Ana")
    Person.objects.filter(id=other.id).update(sealed=Person.objects.get(id=besim.id).sealed)

    with pytest.raises(CannotOpen):
        queries.person_visible_to(arta, other.id)


def test_somebody_with_the_same_name_and_year_is_shown_before_saving(mission, arta, besim):
    with pytest.raises(Refusal) as refused:
        actions.record_person(
            arta, mission.prishtine, given="Бесим", family="Краснићи", birth_year=1999
        )

    assert refused.value.code == "maybe_known"
    assert refused.value.values["number"] == besim.number
    other = actions.record_person(
        arta,
        mission.prishtine,
        given="Бесим",
        family="Краснићи",
        birth_year=1999,
        somebody_else=True,
    )
    assert other.id != besim.id


def test_the_same_name_of_another_generation_is_somebody_else(mission, arta, besim):
    son = actions.record_person(
        arta, mission.prishtine, given="Besim", family="Krasniqi", birth_year=2015
    )

    assert son.id != besim.id


def test_the_same_personal_number_is_the_same_person(mission, arta, besim):
    with pytest.raises(Refusal, match="already"):
        actions.record_person(
            arta,
            mission.prishtine,
            given="Beni",
            identifiers=[Identifier("personal_number", "123 456 7890")],
        )


def test_a_duplicate_in_another_office_is_not_given_away(mission, milan, besim):
    person = actions.record_person(milan, mission.peje, given="Besim", family="Krasniqi")

    assert person.office_id == mission.peje.id
    assert access.may(milan, "person.record", mission.peje.id)

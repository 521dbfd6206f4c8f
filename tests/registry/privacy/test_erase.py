"""Erasure removes the person everywhere and keeps the counts; a hold stops it; a stolen file
names nobody."""

import json
from datetime import date, timedelta

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection

from waystation.foundation.access import actions as access
from waystation.foundation.access.models import User
from waystation.foundation.audit.models import Entry
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.periods import today_in
from waystation.registry.people import actions as people
from waystation.registry.people import queries as files
from waystation.registry.people.models import Person, SearchToken
from waystation.registry.people.rules.identity import Contact, Identifier
from waystation.registry.privacy import actions, queries
from waystation.registry.privacy.models import Consent

TERMS = {
    "purpose": "referral",
    "recipient": "NARIC",
    "fields": ["name"],
    "language": "en",
    "text_number": 1,
    "how": "signed",
}
ERASED = []


def forget(organisation_id, person_id):
    """Stands for an app above: remembers whom it was asked to forget."""
    ERASED.append(person_id)
    return 3


def handed_out(user, person_id):
    return [{"what": "Visit", "on": "2026-09-14"}]


@pytest.fixture(autouse=True)
def _app_above(contribute):
    ERASED.clear()
    contribute("person_erase", above=f"{__name__}.forget")
    contribute("person_export", above=f"{__name__}.handed_out")


def test_an_erased_person_is_found_nowhere_and_still_counts_once(arta, vera, besim):
    actions.record_consent(arta, besim.id, **TERMS)
    pseudonym = besim.pseudonym

    erasure = actions.erase_person(vera, besim.id)

    row = Person.objects.get(id=besim.id)
    assert (bytes(row.sealed), bytes(row.tokens), bytes(row.made_of)) == (b"", b"", b"")
    assert not SearchToken.objects.exists()
    assert not Consent.objects.exists()
    assert files.search(arta, "Besim Krasniqi") == []
    assert files.search(arta, "044 123 456") == []
    assert files.search(arta, besim.number) == []
    assert files.people_visible_to(arta) == ([], "")
    assert files.names_of(arta, [besim.id]) == {besim.id: besim.number}
    assert [besim.id] == ERASED
    assert erasure.touched == {"above": 3, "privacy": 1}
    plain = files.plain_of(besim.organisation_id)[besim.id]
    assert (plain.pseudonym, plain.sex, plain.birth_year) == (pseudonym, "male", 1999)


def test_the_files_merged_into_an_erased_one_go_too(mission, arta, vera, besim):
    twin = people.record_person(arta, mission.prishtine, given="Beni", somebody_else=True)
    people.merge_people(arta, besim.id, twin.id)

    actions.erase_person(vera, besim.id)

    assert Person.objects.filter(erased_at__isnull=False).count() == 2
    assert set(ERASED) == {besim.id, twin.id}


def test_nothing_is_added_to_an_erased_file(arta, vera, besim):
    actions.erase_person(vera, besim.id)

    with pytest.raises(Refusal, match="erased"):
        people.edit_person(arta, besim.id, {}, {"sex": "female"})
    with pytest.raises(NotSeen):
        files.require_person(arta, besim.id)


def test_a_counsellor_does_not_erase_and_another_office_sees_nothing(arta, milan, blerim, besim):
    for user, refusal in ((arta, NotAllowed), (blerim, NotAllowed), (milan, NotSeen)):
        with pytest.raises(refusal):
            actions.erase_person(user, besim.id)
        with pytest.raises(refusal):
            queries.export_of(user, besim.id)
        with pytest.raises(refusal):
            actions.hold_file(user, besim.id, "A court asks for it")

    assert Person.objects.filter(erased_at__isnull=True).count() == 1


def test_a_legal_hold_stops_erasure_until_it_is_lifted(vera, besim):
    hold = actions.hold_file(vera, besim.id, "A court asks for it")

    with pytest.raises(Refusal, match="held"):
        actions.erase_person(vera, besim.id)
    assert not ERASED
    actions.lift_hold(vera, hold.id)
    actions.lift_hold(vera, hold.id)
    actions.erase_person(vera, besim.id)

    assert Person.objects.get(id=besim.id).erased_at
    assert queries.holds_on(vera, besim.id)[0].reason == ""


def test_files_are_erased_when_their_time_is_over_and_held_ones_stay(mission, arta, vera, besim):
    held = people.record_person(arta, mission.prishtine, given="Ana", somebody_else=True)
    people.record_person(arta, mission.prishtine, given="Eva", somebody_else=True)
    past = today_in() - timedelta(days=1)
    Person.objects.filter(id__in=[besim.id, held.id]).update(keep_until=past)
    actions.hold_file(vera, held.id, "A complaint")

    due = {row.number for row in queries.due_for_erasure(vera)}
    result = actions.erase_due(mission.organisation.id)

    assert due == {besim.number, held.number}
    assert result == {"erased": 1, "held": 1}
    assert list(Person.objects.filter(erased_at__isnull=False)) == [besim]
    assert Entry.objects.get(verb="person.erase").user_id is None


def test_the_daily_command_erases_what_is_due(besim, capsys):
    Person.objects.update(keep_until=date(2020, 1, 1))

    call_command("erase_due")

    assert "1" in capsys.readouterr().out
    assert Person.objects.get().erased_at


def test_nothing_is_erased_when_an_app_cannot(vera, besim, contribute):
    contribute("person_erase", above=f"{__name__}.breaks")

    with pytest.raises(ZeroDivisionError):
        actions.erase_person(vera, besim.id)

    assert files.search(vera, "Besim")[0].id == besim.id


def breaks(*args):
    raise ZeroDivisionError


def test_the_export_holds_everything_and_is_written_down(arta, vera, besim):
    actions.record_consent(arta, besim.id, **TERMS)

    content = queries.export_of(vera, besim.id)

    text = json.dumps(content, ensure_ascii=False)
    for piece in ("Besim", "1234567890", "044 123 456".replace("0", "", 1), "NARIC", "Visit"):
        assert piece in text
    assert content["consents"][0]["text_version"] == 1
    assert Entry.objects.filter(verb="person.export.read").count() == 1


READABLE = (
    "Besim",
    "Krasniqi",
    "Бесим",
    "Краснићи",
    "Valdrin",
    "Dardanis",
    "123 456",
    "44123456",
    "1234567890",
    "1999-03-14",
    "besimkrasniqi",
    "krasnici",
    "KRSNK",
)


@pytest.fixture
def committing(request, django_db_setup, django_db_blocker, tmp_path):
    """A database where this test's work is really written; thrown away afterwards."""
    if connection.vendor != "sqlite":
        request.getfixturevalue("db")
        yield None
        return
    path, name = tmp_path / "stolen.sqlite3", connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(path)])
        connection.close()
        connection.settings_dict["NAME"] = str(path)
        try:
            yield path
        finally:
            connection.close()
            connection.settings_dict["NAME"] = name


def test_a_stolen_database_names_nobody(committing):
    mission = access.open_organisation("iom-test", "Test mission")
    office = access.open_office(mission, "prishtine", "MSC Prishtinë", date(2020, 1, 1))
    user = User.objects.create_user("a@example.org", full_name="Arta", organisation=mission)
    access.give_role(None, user, office, "counsellor", date(2020, 1, 1))
    access.give_role(None, user, office, "data_protection_officer", date(2020, 1, 1))
    person = people.record_person(
        user,
        office,
        given="Besim",
        family="Krasniqi",
        birth_date=date(1999, 3, 14),
        contacts=[Contact("phone", "+383 44 123 456"), Contact("address", "Rruga e Dardanisë 7")],
        identifiers=[Identifier("personal_number", "1234567890")],
        note="Came with his cousin Valdrin.",
    )
    twin = people.record_person(user, office, given="Бесим", family="Краснићи", somebody_else=True)
    actions.hold_file(user, person.id, "Krasniqi against the Employment Agency")
    people.merge_people(user, person.id, twin.id)
    files.search(user, "Besim Krasniqi")
    files.person_visible_to(user, person.id)

    stolen = everything(committing)

    assert person.number.encode() in stolen, "this looks at the right database"
    assert str(django_settings.MASTER_KEY.hex()).encode() not in stolen
    assert django_settings.MASTER_KEY not in stolen
    for word in READABLE:
        for spelling in (word, word.lower(), word.upper()):
            for encoding in ("utf-8", "utf-16-le"):
                assert spelling.encode(encoding) not in stolen, word
                assert spelling.encode(encoding).hex().encode() not in stolen, word


def everything(path) -> bytes:
    """Return what a thief gets: the database file itself, or all that PostgreSQL can copy."""
    if path is not None:
        connection.close()
        beside = (path, path.with_name(path.name + "-wal"))
        return b"".join(one.read_bytes() for one in beside if one.exists())
    copied = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            quoted = connection.ops.quote_name(table)
            with cursor.copy(f"COPY {quoted} TO STDOUT") as copy:
                copied += [bytes(block) for block in copy]
    return b"".join(copied)

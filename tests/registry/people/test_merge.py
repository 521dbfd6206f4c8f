"""Two files of one person become one; undoing brings everything back."""

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from waystation.foundation.audit.models import Entry
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.registry.people import actions, queries
from waystation.registry.people.actions.merging import join_identities, separate_identities
from waystation.registry.people.models import Person, SearchToken
from waystation.registry.people.rules.identity import Contact, Identity, Name

MOVED = []


def follow(organisation_id, from_id, to_id, only):
    """Stands for an app above: remembers what it was asked to move."""
    MOVED.append((from_id, to_id, only))
    return [from_id] if only is None else only


@pytest.fixture
def twin(mission, arta):
    return actions.record_person(
        arta,
        mission.prishtine,
        given="Бесим",
        family="Краснићи",
        nationality="XK",
        contacts=[Contact("email", "besim@example.org")],
        somebody_else=True,
    )


@pytest.fixture(autouse=True)
def _app_above(contribute):
    MOVED.clear()
    contribute("person_move", above=f"{__name__}.follow")


def test_the_kept_file_has_the_names_and_contacts_of_both(arta, besim, twin):
    actions.merge_people(arta, besim.id, twin.id)

    file = queries.person_visible_to(arta, besim.id)
    assert [name.full for name in file.identity.names] == ["Besim Krasniqi", "Бесим Краснићи"]
    assert {one.value for one in file.identity.contacts} == {
        "+383 44 123 456",
        "besim@example.org",
    }
    assert file.nationality == "XK"
    assert [one.id for one in queries.search(arta, "besim krasniqi")] == [besim.id]
    assert [one.id for one in queries.search(arta, "besim@example.org")] == [besim.id]


def test_records_of_other_apps_follow_and_come_back(arta, besim, twin):
    merge = actions.merge_people(arta, besim.id, twin.id)
    actions.undo_merge(arta, merge.id)

    assert [(twin.id, besim.id, None), (besim.id, twin.id, [twin.id])] == MOVED


def test_undoing_restores_both_files_and_their_search(arta, besim, twin):
    before = {key: queries.person_visible_to(arta, key) for key in (besim.id, twin.id)}
    tokens = set(SearchToken.objects.values_list("token", "handle"))

    merge = actions.merge_people(arta, besim.id, twin.id)
    actions.undo_merge(arta, merge.id)

    for key, file in before.items():
        after = queries.person_visible_to(arta, key)
        assert after.identity == file.identity
        assert (after.nationality, after.birth_year) == (file.nationality, file.birth_year)
    assert set(SearchToken.objects.values_list("token", "handle")) == tokens
    with pytest.raises(Refusal, match="already"):
        actions.undo_merge(arta, merge.id)


def test_what_was_edited_since_the_merge_stays_after_undoing(arta, besim, twin):
    merge = actions.merge_people(arta, besim.id, twin.id)
    actions.edit_person(arta, besim.id, {"municipality": "xk-gjakove"}, {"municipality": "xk-peje"})

    actions.undo_merge(arta, merge.id)

    assert queries.person_visible_to(arta, besim.id).municipality == "xk-peje"


def test_the_old_number_and_the_old_key_lead_to_the_kept_file(arta, besim, twin):
    actions.merge_people(arta, besim.id, twin.id)

    assert [one.id for one in queries.search(arta, twin.number)] == [besim.id]
    assert queries.require_person(arta, twin.id) == besim.id
    assert queries.person_visible_to(arta, twin.id).merged_into_id == besim.id
    with pytest.raises(Refusal, match="merged into another"):
        actions.edit_person(arta, twin.id, {}, {"sex": "male"})


def test_a_chain_of_merges_leads_to_its_end_and_unwinds_from_there(mission, arta, besim, twin):
    third = actions.record_person(arta, mission.prishtine, given="Besimi", somebody_else=True)
    first = actions.merge_people(arta, besim.id, twin.id)
    second = actions.merge_people(arta, third.id, besim.id)

    assert queries.require_person(arta, twin.id) == third.id
    with pytest.raises(Refusal, match="merged into another"):
        actions.undo_merge(arta, first.id)
    actions.undo_merge(arta, second.id)
    actions.undo_merge(arta, first.id)

    assert queries.require_person(arta, twin.id) == twin.id


def test_a_merge_is_written_down_at_both_files(arta, besim, twin):
    actions.merge_people(arta, besim.id, twin.id)

    rows = Entry.objects.filter(verb="person.merge")

    assert {row.subject_id for row in rows} == {besim.id, twin.id}


def test_nobody_else_merges(milan, blerim, arta, besim, twin):
    merge = actions.merge_people(arta, besim.id, twin.id)

    with pytest.raises(NotSeen):
        actions.undo_merge(milan, merge.id)
    with pytest.raises(NotSeen):
        actions.merge_people(milan, besim.id, twin.id)
    with pytest.raises(NotAllowed):
        actions.undo_merge(blerim, merge.id)
    with pytest.raises(NotAllowed):
        actions.merge_people(blerim, besim.id, twin.id)


def test_a_file_is_not_merged_with_itself_or_with_one_of_another_office(
    mission, arta, milan, besim
):
    other = actions.record_person(milan, mission.peje, given="Besim")

    with pytest.raises(Refusal, match="same file"):
        actions.merge_people(arta, besim.id, besim.id)
    with pytest.raises(NotSeen):
        actions.merge_people(arta, besim.id, other.id)


def test_nothing_is_merged_when_an_app_cannot_follow(arta, besim, twin, contribute):
    contribute("person_move", above=f"{__name__}.breaks")

    with pytest.raises(ZeroDivisionError):
        actions.merge_people(arta, besim.id, twin.id)

    assert Person.objects.filter(merged_into__isnull=True).count() == 2


def breaks(*args):
    raise ZeroDivisionError


def test_the_database_refuses_a_merge_of_one_file(arta, besim, twin):
    actions.merge_people(arta, besim.id, twin.id)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE people_merge SET merged_id = into_id")


NAMES = st.builds(Name, given=st.sampled_from(["Ana", "Eva", "Lea"]), family=st.sampled_from("XY"))
CONTACTS = st.builds(Contact, kind=st.just("phone"), value=st.sampled_from(["1", "2", "3"]))
IDENTITIES = st.builds(
    Identity,
    names=st.lists(NAMES, min_size=1, max_size=3, unique=True).map(tuple),
    contacts=st.lists(CONTACTS, max_size=3, unique=True).map(tuple),
    note=st.sampled_from(["", "a note", "another"]),
)


@given(IDENTITIES, IDENTITIES)
def test_parting_what_was_joined_gives_back_the_first(mine, theirs):
    together = join_identities(mine, theirs, "WS-26-000001")

    assert separate_identities(together, theirs, "WS-26-000001") == mine

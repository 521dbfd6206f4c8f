"""Who may do what, and who may say so."""

from datetime import date, timedelta

import pytest

from waystation.foundation.access import actions, queries
from waystation.foundation.access.models import Membership, User
from waystation.foundation.access.queries.reach import roles_held_by
from waystation.foundation.access.records import in_force
from waystation.foundation.access.rules import PERMISSIONS, ROLES, roles_that_may
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.periods import today_in

# What not every colleague may: said here a second time, so that no right is given by a slip.
FOR_FEW = {
    "person.read": "counsellor protection_officer return_officer labour_officer programme_manager"
    " data_protection_officer",
    "person.record": "counsellor protection_officer return_officer",
    "visit.read": "counsellor programme_manager",
    "visit.record": "counsellor",
    "submission.read": "analyst programme_manager",
    "submission.clean": "analyst",
    "study.read": "analyst programme_manager network_secretariat",
    "person.erase person.export person.hold audit.read consent.word": "data_protection_officer",
    "user.manage office.manage token.issue pack.add reference.manage": "administrator",
    "role.confirm": "administrator data_protection_officer programme_manager",
    "report.publish": "programme_manager network_secretariat",
    "unkt.read": "network_secretariat co_chair unkt_reader",
    "paper.read_restricted": "network_secretariat co_chair",
    "paper.read_co_chairs meeting.convene minutes.approve plan.adopt advice.endorse"
    " network_report.approve statement.override": "co_chair",
    "advice.submit network_report.transmit minutes.draft plan.draft": "network_secretariat",
    "advice.answer report.demand": "unkt_reader",
}


@pytest.fixture
def drita(mission):
    return mission.hire("Drita Admin", mission.prishtine, "administrator")


def fresh(user):
    return User.objects.get(pk=user.pk)


def test_arta_may_record_in_her_office_only(mission, arta):
    assert queries.may(arta, "visit.record", mission.prishtine.id)
    assert not queries.may(arta, "visit.record", mission.peje.id)


def test_milan_has_the_same_role_in_another_office_only(mission, milan):
    assert queries.offices_where(milan, "visit.read") == [mission.peje.id]


def test_blerim_may_view_but_not_change(mission, blerim):
    assert queries.may(blerim, "visit.read", mission.prishtine.id)

    with pytest.raises(NotAllowed):
        queries.require(blerim, "visit.record", mission.prishtine.id)


def test_an_administrator_cannot_read_personal_files(drita):
    personal = {"person.read", "visit.read", "session.read", "submission.read", "study.read"}

    assert not personal & set(queries.reach_of(drita))


def test_restricted_permissions_belong_only_to_the_expected_roles():
    meant = {one: set(roles.split()) for few, roles in FOR_FEW.items() for one in few.split()}

    assert {one: set(roles_that_may(one)) for one in meant} == meant


def test_every_role_has_only_permissions_of_the_table():
    held = set().union(*(role.may for role in ROLES.values()))

    assert held == set(PERMISSIONS)


def test_a_role_is_valid_between_its_first_and_last_day(mission, milan, drita, time_machine):
    time_machine.move_to("2026-06-10T08:00:00Z", tick=False)
    given = actions.give_role(drita, milan, mission.prishtine, "network_secretariat")
    assert queries.may(fresh(milan), "study.read")

    time_machine.shift(timedelta(days=3))
    actions.end_role(drita, given.id)

    assert not queries.may(fresh(milan), "study.read")
    assert Membership.objects.get(pk=given.pk).ends_on == today_in() - timedelta(days=1)


def test_the_first_office_of_a_form_is_the_users_main_one(mission):
    """Peje comes before Prishtinë in the alphabet."""
    zana = mission.hire("Zana Zeqiri", mission.prishtine, "analyst")

    offered = [name for _key, name in queries.office_choices(zana, "form.design")]

    assert offered[:2] == ["MSC Prishtinë", "MSC Pejë"]


def test_the_first_and_the_last_day_of_a_role_count(mission, milan):
    first, last = date(2026, 6, 10), date(2026, 6, 12)
    Membership.objects.filter(user=milan).update(starts_on=first, ends_on=last)
    [held] = roles_held_by(fresh(milan))
    days = [first + timedelta(days=number) for number in range(-1, 4)]

    by_value = [day for day in days if held.holds_on(day)]
    by_query = [day for day in days if milan.memberships.filter(in_force(day)).exists()]

    assert by_value == by_query == days[1:4]


def test_after_a_move_the_main_office_is_the_new_one(mission, milan, drita):
    """Milan worked in Pejë until yesterday; since then he works in Prishtinë."""
    actions.give_role(drita, milan, mission.prishtine, "network_secretariat")
    yesterday = today_in() - timedelta(days=1)
    moved = Membership.objects.filter(user=milan, office=mission.peje)
    moved.update(starts_on=yesterday - timedelta(days=90), ends_on=yesterday)

    assert queries.office_of(fresh(milan)).id == mission.prishtine.id


def test_an_office_that_a_user_has_left_does_not_watch_over_their_exports(mission, arta, blerim):
    """Blerim approves exports of the office in Prishtinë."""
    before = queries.second_persons_of(arta)
    Membership.objects.filter(user=arta).update(
        starts_on=today_in() - timedelta(days=90), ends_on=today_in() - timedelta(days=1)
    )

    after = queries.second_persons_of(fresh(arta))

    assert before == {blerim}
    assert after == set()


def test_users_cannot_give_roles_to_themselves(mission, drita):
    with pytest.raises(Refusal, match="cannot give a role to yourself"):
        actions.give_role(drita, drita, mission.prishtine, "counsellor")


@pytest.mark.parametrize("name", ["arta", "milan", "blerim"])
def test_users_who_do_not_manage_accounts_cannot_give_roles(mission, name):
    with pytest.raises(NotAllowed):
        actions.give_role(getattr(mission, name), mission.milan, mission.prishtine, "analyst")


def test_an_administrator_of_another_organisation_sees_no_accounts(mission, drita):
    from datetime import date

    other = actions.open_organisation("other", "Other mission")
    office = actions.open_office(other, "other", "Other office", date(2020, 1, 1))
    stranger = User.objects.create_user(
        "x@example.org", "x" * 12, full_name="X", organisation=other
    )
    actions.give_role(None, stranger, office, "administrator", date(2020, 1, 1))

    assert mission.arta not in queries.users_visible_to(stranger)
    with pytest.raises(NotSeen):
        actions.close_account(stranger, mission.arta.id)


def test_a_closed_account_can_do_nothing(mission, arta, drita):
    secret = actions.issue_token(arta, "sync", ["visit.read"], 30)

    actions.close_account(drita, arta.id)

    assert queries.reach_of(fresh(arta)) == {}
    assert queries.user_of_token(secret) is None


def test_an_account_and_its_first_role_are_created_together(mission, drita):
    with pytest.raises(Refusal):
        actions.hire(
            drita,
            email="new@example.org",
            full_name="New",
            office=str(mission.peje.id),
            role="king",
        )

    assert not User.objects.filter(email="new@example.org").exists()


def test_cached_values_of_a_user_are_read_once_when_they_exist(arta):
    answers = iter([[], ["the one"], ["another"]])

    found = [queries.once_per_request(arta, "test", lambda: next(answers)) for _ in range(3)]

    assert found == [[], ["the one"], ["the one"]]
    assert queries.once_per_request(fresh(arta), "test", lambda: next(answers)) == ["another"]

"""Roles that open personal records are given by two people, to somebody who signs in themselves."""

import re
from datetime import date

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from tests.session_data import PASSWORD
from waystation.foundation.access import queries
from waystation.foundation.access.models import Membership, RoleProposal, User
from waystation.foundation.access.rules import PERSONAL, ROLES, needs_second_person
from waystation.foundation.audit.models import Entry
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.workflow.outstanding import outstanding_for

USERS = "/account/users/"
CHOSEN = "a-password-of-my-own"


@pytest.fixture
def drita(mission):
    return mission.hire("Drita Admin", mission.prishtine, "administrator")


@pytest.fixture
def second(mission):
    return mission.hire("Sokol Second", mission.prishtine, "administrator")


def open_account(client, mission, role, email="new@example.org"):
    """Open an account on the page, as an administrator."""
    data = {"full_name": "Nora New", "email": email, "office": str(mission.prishtine.id)}
    return client.post(USERS, {**data, "role": role})


def accept(message):
    """Open the link of an invitation and choose a password; return the browser."""
    browser = Client()
    path = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", message.body)[1]
    page = browser.get(path, follow=True)
    browser.post(page.request["PATH_INFO"], {"password1": CHOSEN, "password2": CHOSEN})
    return browser


def signed_in(email, password=CHOSEN):
    browser = Client()
    browser.post("/accounts/login/", {"login": email, "password": password})
    return browser


def test_administrators_do_not_set_passwords(client, mission, drita):
    client.force_login(drita)

    page = client.get(USERS).content.decode()
    open_account(client, mission, "employer")
    nora = User.objects.get(email="new@example.org")

    assert 'type="password"' not in page
    assert not nora.has_usable_password()
    assert mail.outbox[0].to == ["new@example.org"]


def test_the_holder_sets_the_password_once_through_the_link(client, mission, drita):
    client.force_login(drita)
    open_account(client, mission, "employer")

    accept(mail.outbox[0])

    assert User.objects.get(email="new@example.org").check_password(CHOSEN)
    path = re.search(r"(/accounts/password/reset/key/\S+)", mail.outbox[0].body)[1]
    assert b"password1" not in Client().get(path, follow=True).content


def test_roles_that_open_personal_records_or_accounts_need_two_people():
    alone = {role for role in ROLES if not needs_second_person(role)}

    assert alone == {
        "analyst",
        "authority",
        "co_chair",
        "employer",
        "network_member",
        "network_secretariat",
        "partner_focal_point",
        "policy_officer",
        "unkt_reader",
    } - {role for role in ROLES if ROLES[role].may & PERSONAL}
    assert not any(ROLES[role].may & PERSONAL for role in alone)


@pytest.mark.parametrize("role", sorted(role for role in ROLES if needs_second_person(role)))
def test_a_role_given_by_one_person_is_not_valid_yet(client, mission, drita, role):
    client.force_login(drita)
    open_account(client, mission, role)
    accept(mail.outbox[0])
    nora = signed_in("new@example.org")

    opened = [
        address
        for address in ("/people/", "/centres/visits/", "/account/audit/", "/account/users/")
        if nora.get(address).status_code == 200
    ]

    assert opened == []
    assert not Membership.objects.filter(user__email="new@example.org").exists()


def test_a_role_is_valid_once_a_second_person_confirms_it(client, mission, drita, second):
    client.force_login(drita)
    open_account(client, mission, "data_protection_officer")
    accept(mail.outbox[0])
    nora = signed_in("new@example.org")
    proposal = RoleProposal.objects.get()

    client.force_login(second)
    client.post(f"/account/roles/{proposal.id}/confirm/")

    assert nora.get("/account/audit/").status_code == 200
    verbs = list(Entry.objects.order_by("number").values_list("verb", flat=True))
    assert [one for one in verbs if one in {"role.propose", "role.confirm"}] == [
        "role.propose",
        "role.confirm",
    ]


def test_the_proposer_of_a_role_cannot_confirm_it(client, mission, drita):
    client.force_login(drita)
    open_account(client, mission, "counsellor")
    accept(mail.outbox[0])
    signed_in("new@example.org")

    client.post(f"/account/roles/{RoleProposal.objects.get().id}/confirm/")

    assert RoleProposal.objects.get().decided_at is None


def test_a_role_waits_until_its_holder_has_signed_in(client, mission, drita, second):
    client.force_login(drita)
    open_account(client, mission, "counsellor")

    client.force_login(second)
    client.post(f"/account/roles/{RoleProposal.objects.get().id}/confirm/")

    assert RoleProposal.objects.get().decided_at is None


def test_a_role_waits_on_the_first_page_of_the_second_person_once_its_holder_has_signed_in(
    client, mission, drita, second, arta
):
    def waiting():
        return {
            user.get_short_name(): [
                one.title
                for one in outstanding_for(user, today_in())
                if one.kind == "access.roles_to_confirm"
            ]
            for user in (drita, second, arta)
        }

    client.force_login(drita)
    opened = open_account(client, mission, "counsellor")
    client.force_login(second)
    page = client.get("/account/roles/").content.decode()
    before = waiting()
    accept(mail.outbox[0])
    signed_in("new@example.org")

    after = waiting()
    confirmable = client.get("/account/roles/").content.decode()

    assert opened["Location"] == f"{USERS}?q=new%40example.org"
    assert "Has not signed in yet" in page
    assert "Has not signed in yet" not in confirmable
    assert before == {"Drita": [], "Sokol": [], "Arta": []}
    assert after == {"Drita": [], "Sokol": ["Role to confirm · Nora New"], "Arta": []}


def test_a_new_account_gets_no_role_that_nobody_chose(client, mission, drita):
    client.force_login(drita)
    page = client.get(USERS).content.decode().partition('id="open-account"')[2]

    refused = open_account(client, mission, "")

    assert page.count('<option value="" selected>–</option>') == 2
    assert refused.status_code == 422
    assert not User.objects.filter(email="new@example.org").exists()


@pytest.mark.parametrize(
    ("name", "status"), [("arta", 404), ("milan", 404), ("blerim", 302), ("vera", 302)]
)
def test_eligible_second_persons_see_the_proposal(client, mission, drita, name, status):
    mission.vera = mission.hire("Vera Officer", mission.prishtine, "data_protection_officer")
    proposal = RoleProposal.objects.create(
        user=mission.milan,
        office=mission.prishtine,
        role="counsellor",
        proposed_by=drita,
        proposed_at=now(),
    )
    User.objects.filter(id=mission.milan.id).update(last_login=now())
    client.force_login(getattr(mission, name))

    answer = client.post(f"/account/roles/{proposal.id}/confirm/")

    assert answer.status_code == status
    held = Membership.objects.filter(user=mission.milan, office=mission.prishtine)
    assert held.exists() == (status == 302)


def test_a_programme_manager_confirms_for_their_own_office_only(client, mission, drita, blerim):
    proposal = RoleProposal.objects.create(
        user=mission.arta,
        office=mission.peje,
        role="counsellor",
        proposed_by=drita,
        proposed_at=now(),
    )
    client.force_login(blerim)

    assert client.post(f"/account/roles/{proposal.id}/confirm/").status_code == 404


def test_a_role_can_be_declined_or_withdrawn(client, mission, drita, second):
    client.force_login(drita)
    for role in ("counsellor", "labour_officer"):
        open_account(client, mission, role, f"{role}@example.org")
    taken_back, declined = RoleProposal.objects.order_by("proposed_at")

    client.post(f"/account/roles/{taken_back.id}/decline/")
    client.force_login(second)
    client.post(f"/account/roles/{declined.id}/decline/")

    assert not RoleProposal.objects.filter(decided_at=None).exists()
    assert not RoleProposal.objects.filter(confirmed=True).exists()
    assert b"awaiting confirmation" not in client.get(USERS).content


def test_the_database_refuses_a_role_confirmed_by_its_proposer(mission, drita):
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleProposal.objects.create(
            user=mission.arta,
            office=mission.peje,
            role="counsellor",
            proposed_by=drita,
            proposed_at=now(),
            decided_by=drita,
            decided_at=now(),
            confirmed=True,
        )


def test_a_role_without_personal_records_needs_one_person(client, mission, drita):
    client.force_login(drita)

    open_account(client, mission, "network_member")

    assert Membership.objects.get(user__email="new@example.org").role == "network_member"


def test_an_invitation_is_sent_again_until_its_holder_has_signed_in(client, mission, drita):
    client.force_login(drita)
    open_account(client, mission, "employer")
    nora = User.objects.get(email="new@example.org")

    client.post(f"/account/users/{nora.id}/invite/")
    accept(mail.outbox[1])
    signed_in("new@example.org")
    client.post(f"/account/users/{nora.id}/invite/")

    assert [message.to for message in mail.outbox] == [["new@example.org"]] * 2


def test_a_role_that_ended_can_be_given_again(mission, drita, second, time_machine):
    from waystation.foundation.access import actions

    time_machine.move_to("2026-06-10T08:00:00Z", tick=False)
    User.objects.filter(id=mission.arta.id).update(last_login=now())
    membership = Membership.objects.get(user=mission.arta)
    actions.end_role(drita, membership.id)
    time_machine.shift(86400 * 3)

    proposal = actions.give_role(drita, mission.arta, mission.prishtine, "counsellor")
    actions.confirm_role(second, proposal.id)

    arta = User.objects.get(id=mission.arta.id)
    assert queries.may(arta, "person.read")
    assert membership.starts_on == date(2020, 1, 1)


@pytest.mark.parametrize("name", ["arta", "milan", "blerim"])
def test_users_who_do_not_manage_accounts_cannot_invite(client, mission, name):
    client.force_login(getattr(mission, name))

    answer = client.post(f"/account/users/{mission.milan.id}/invite/")

    assert answer.status_code == 403
    assert mail.outbox == []


def test_a_colleague_who_looked_at_the_password_page_can_still_set_up_a_second_factor(
    client, mission
):
    client.post("/accounts/login/", {"login": "arta@example.org", "password": PASSWORD})
    client.get("/accounts/password/change/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    page = client.get("/accounts/2fa/totp/activate/")

    assert page.status_code == 200
    assert b"secret" in page.content.lower() or b"<img" in page.content


def test_the_command_line_names_the_first_second_person(mission, capsys):
    from django.core.management import call_command

    call_command("account", "dafina@example.org", "Dafina", "data_protection_officer")

    link = capsys.readouterr().out.split()[-1]
    accept(mail.EmailMessage(body=link))
    assert signed_in("dafina@example.org").get("/account/audit/").status_code == 200

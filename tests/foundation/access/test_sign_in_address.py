"""Changing the address one signs in with: proved, confirmed at both ends, recorded, told."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.session_data import PASSWORD
from waystation.foundation.access import actions
from waystation.foundation.access.models import AddressChange, User
from waystation.foundation.audit.models import Entry

PAGE = "/account/address/"
NEW = "arta.new@example.org"


@pytest.fixture
def admins(mission):
    mission.drita = mission.hire("Drita Admin", mission.prishtine, "administrator")
    mission.sokol = mission.hire("Sokol Second", mission.prishtine, "administrator")
    return mission


def sign_in(email="arta@example.org"):
    browser = Client()
    browser.post("/accounts/login/", {"login": email, "password": PASSWORD})
    return browser


def proved(browser):
    """Type the password once more, as the page asks."""
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return browser


def link_to(address):
    """Return the path of the last link that was mailed to an address."""
    bodies = [message.body for message in mail.outbox if message.to == [address]]
    links = re.findall(r"https?://[^/]+(/account/address/\S+)", " ".join(bodies))
    return links[-1]


def ask(browser, address=NEW, **more):
    return browser.post(PAGE, {"email": address, **more})


def address_of(user):
    return User.objects.get(id=user.id).email


@pytest.mark.parametrize("action", ["action_add", "action_primary", "action_remove"])
def test_allauths_own_e_mail_page_changes_nothing(mission, action):
    arta = proved(sign_in())

    for email in (NEW, "milan@example.org", "arta@example.org"):
        answer = arta.post("/accounts/email/", {"email": email, action: ""})
        assert answer.status_code in {302, 405}

    assert address_of(mission.arta) == "arta@example.org"


def test_a_stolen_session_does_not_change_the_address(mission):
    arta = sign_in()

    answer = ask(arta)

    assert answer.status_code == 302
    assert "reauthenticate" in answer["Location"]
    assert not AddressChange.objects.exists()
    assert mail.outbox == []


def test_the_address_changes_once_both_addresses_confirm(mission, client):
    arta = proved(sign_in())
    ask(arta)

    client.post(link_to(NEW), {"confirm": "1"})
    assert address_of(mission.arta) == "arta@example.org"
    client.post(link_to("arta@example.org"), {"confirm": "1"})

    assert address_of(mission.arta) == NEW
    assert arta.get("/account/tokens/").status_code == 302  # signed out everywhere
    assert sign_in(NEW).get("/account/tokens/").status_code == 200
    assert sign_in().get("/account/tokens/").status_code == 302
    assert {message.to[0] for message in mail.outbox[-2:]} == {"arta@example.org", NEW}
    verbs = Entry.objects.filter(subject_kind="access.AddressChange").values_list("verb", flat=True)
    assert sorted(verbs) == ["address.ask", "address.change", "address.confirm", "address.confirm"]


@pytest.mark.sqlite_only  # PostgreSQL binds on the server: its statements are not shown
def test_the_account_is_written_before_the_log_whose_end_it_would_hold(mission, client):
    ask(proved(sign_in()))
    client.post(link_to(NEW), {"confirm": "1"})

    with CaptureQueriesContext(connection) as sent:
        client.post(link_to("arta@example.org"), {"confirm": "1"})

    statements = [one["sql"] for one in sent]
    written = [at for at, one in enumerate(statements) if one.startswith('UPDATE "access_user"')]
    logged = [at for at, one in enumerate(statements) if one.startswith("UPDATE audit_chainhead")]
    assert written
    assert written[-1] < logged[0]


def test_opening_a_link_changes_nothing_until_the_button_is_pressed(mission, client):
    ask(proved(sign_in()))

    pages = [client.get(link_to(address)) for address in (NEW, "arta@example.org")]

    assert [page.status_code for page in pages] == [200, 200]
    assert address_of(mission.arta) == "arta@example.org"


@pytest.mark.parametrize("address", [NEW, "arta@example.org"])
def test_either_address_can_cancel_the_change(admins, client, address):
    ask(proved(sign_in()))
    links = link_to(NEW), link_to("arta@example.org")

    client.post(link_to(address), {"cancel": "1"})

    assert [client.post(link, {"confirm": "1"}).status_code for link in links] == [404, 404]
    assert address_of(admins.arta) == "arta@example.org"
    assert {"drita@example.org", "sokol@example.org"} <= {one.to[0] for one in mail.outbox}


@pytest.mark.parametrize("address", ["drita@example.org", "DRITA@example.org", "arta@example.org"])
def test_the_address_of_an_administrator_is_refused_with_a_sentence(admins, address):
    answer = ask(proved(sign_in()), address)

    assert answer.status_code == 422
    assert b"cannot be used here" in answer.content
    assert mail.outbox == []


def test_an_address_taken_in_the_meantime_is_refused_with_a_sentence(mission, client):
    ask(proved(sign_in()))
    User.objects.create_user(NEW, PASSWORD, full_name="Other", organisation=mission.organisation)

    client.post(link_to(NEW), {"confirm": "1"})
    answer = client.post(link_to("arta@example.org"), {"confirm": "1"})

    assert answer.status_code == 200
    assert b"cannot be used here" in answer.content
    assert address_of(mission.arta) == "arta@example.org"


def test_guessed_and_expired_links_are_refused(mission, client, time_machine):
    time_machine.move_to("2026-06-10T08:00:00Z", tick=False)
    ask(proved(sign_in()))
    time_machine.shift(timedelta(days=8))

    assert client.get(f"{PAGE}guessed/").status_code == 404
    assert client.post(link_to(NEW), {"confirm": "1"}).status_code == 404


# The old address is lost


def test_without_the_old_address_a_second_administrator_and_two_days_are_needed(
    admins, client, time_machine
):
    time_machine.move_to("2026-06-10T08:00:00Z", tick=False)
    ask(proved(sign_in()), old_lost="on")
    change = AddressChange.objects.get()
    client.post(link_to(NEW), {"confirm": "1"})

    time_machine.shift(timedelta(days=3))
    assert actions.make_due_address_changes() == 0
    proved(drita := sign_in("drita@example.org"))
    drita.post(f"/account/addresses/{change.id}/approve/")
    told = {message.to[0] for message in mail.outbox[-2:]}
    time_machine.shift(timedelta(hours=47))
    assert actions.make_due_address_changes() == 0
    time_machine.shift(timedelta(hours=2))
    assert actions.make_due_address_changes() == 1

    assert told == {"arta@example.org", NEW}
    assert address_of(admins.arta) == NEW


def test_the_holder_of_the_old_address_can_cancel_the_administrators_change(
    admins, client, time_machine
):
    time_machine.move_to("2026-06-10T08:00:00Z", tick=False)
    drita = proved(sign_in("drita@example.org"))
    drita.post("/account/addresses/", {"user": str(admins.arta.id), "email": NEW})
    change = AddressChange.objects.get()
    proved(sokol := sign_in("sokol@example.org"))
    sokol.post(f"/account/addresses/{change.id}/approve/")
    client.post(link_to(NEW), {"confirm": "1"})

    client.post(link_to("arta@example.org"), {"cancel": "1"})
    time_machine.shift(timedelta(days=3))

    assert actions.make_due_address_changes() == 0
    assert address_of(admins.arta) == "arta@example.org"


def test_the_requester_cannot_approve(admins):
    drita = proved(sign_in("drita@example.org"))
    drita.post("/account/addresses/", {"user": str(admins.arta.id), "email": NEW})

    drita.post(f"/account/addresses/{AddressChange.objects.get().id}/approve/")

    assert AddressChange.objects.get().approved_at is None


def test_administrators_cannot_approve_their_own_change(admins):
    drita = proved(sign_in("drita@example.org"))
    ask(drita, "drita.new@example.org", old_lost="on")

    drita.post(f"/account/addresses/{AddressChange.objects.get().id}/approve/")

    assert AddressChange.objects.get().approved_at is None


@pytest.mark.parametrize("name", ["arta", "milan", "blerim"])
def test_users_who_do_not_manage_accounts_cannot_request_or_approve_for_others(admins, name):
    ask(proved(sign_in()), old_lost="on")
    change = AddressChange.objects.get()
    browser = proved(sign_in(f"{name}@example.org"))

    opened = browser.get("/account/addresses/")
    asked = browser.post("/account/addresses/", {"user": str(admins.drita.id), "email": "x@y.org"})
    approved = browser.post(f"/account/addresses/{change.id}/approve/")

    assert (opened.status_code, asked.status_code, approved.status_code) == (403, 403, 403)


def test_the_database_refuses_an_unconfirmed_change_of_address(mission, client):
    ask(proved(sign_in()))
    change = AddressChange.objects.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        AddressChange.objects.filter(id=change.id).update(done_at=change.asked_at)
    with pytest.raises(IntegrityError), transaction.atomic():
        AddressChange.objects.filter(id=change.id).update(
            approved_by=mission.arta, approved_at=change.asked_at
        )

"""The page of accounts: search, filters, an invitation by e-mail, and a check before an end."""

from __future__ import annotations

import pytest
from django.core import mail
from django.urls import reverse

from tests.crawl import read
from waystation.foundation.access.models import Membership, User
from waystation.foundation.access.views import accounts

USERS = "/account/users/"


@pytest.fixture
def drita(mission):
    return mission.hire("Drita Zeka", mission.prishtine, "administrator")


def names(client, query):
    _links, text = read(client.get(f"{USERS}?{query}").content.decode())
    known = User.objects.values_list("full_name", flat=True)
    table = text.partition("Accounts")[2].partition("Open an account")[0]
    return {one for one in known if one in table}


def test_accounts_are_found_by_name_and_by_address(client, drita):
    client.force_login(drita)

    assert names(client, "q=arta") == {"Arta Berisha"}
    assert names(client, "q=milan@example") == {"Milan Jovanović"}
    assert names(client, "q=nobody-here") == set()


def test_accounts_are_filtered_by_office_role_and_state(client, drita, mission, arta):
    client.force_login(drita)

    of_peje = names(client, f"office={mission.peje.id}")
    managers = names(client, "role=programme_manager")
    closed = names(client, "state=closed")

    assert of_peje == {"Milan Jovanović"}
    assert managers == {"Blerim Hoti"}
    assert closed == set()


def test_users_who_do_not_manage_accounts_see_none(client, arta, milan, blerim):
    for user in (arta, milan, blerim):
        client.force_login(user)

        assert client.get(f"{USERS}?q=arta").status_code == 403


def test_the_search_box_finds_accounts_for_account_managers(client, drita, arta):
    client.force_login(drita)
    found = read(client.get("/search/?q=berisha").content.decode())[1]

    client.force_login(arta)
    not_found = read(client.get("/search/?q=jovanovi").content.decode())[1]

    assert "arta@example.org" in found
    assert "milan@example.org" not in not_found


def test_ending_a_role_and_closing_an_account_need_confirmation(client, drita, milan):
    held = Membership.objects.get(user=milan)
    client.force_login(drita)

    role = client.get(reverse("access:end_role", args=[held.id]))
    account = client.get(reverse("access:close_account", args=[milan.id]))

    held.refresh_from_db()
    milan.refresh_from_db()
    assert "Counsellor at MSC Pejë ends today" in read(role.content.decode())[1]
    assert "Close the account of Milan Jovanović" in read(account.content.decode())[1]
    assert held.ends_on is None
    assert milan.is_active


def test_the_confirmation_page_performs_it(client, drita, milan):
    client.force_login(drita)

    client.post(reverse("access:close_account", args=[milan.id]))

    milan.refresh_from_db()
    assert not milan.is_active


def test_new_colleagues_get_a_link_and_set_their_own_password(client, drita, mission):
    client.force_login(drita)
    page = client.get(USERS).content.decode()

    client.post(
        USERS,
        {
            "full_name": "Nora Nova",
            "email": "nora.nova@example.org",
            "office": str(mission.prishtine.id),
            "role": "outreach_officer",
        },
    )

    assert 'type="password"' not in page
    assert mail.outbox[-1].to == ["nora.nova@example.org"]
    assert "/accounts/password/reset/key/" in mail.outbox[-1].body
    assert not User.objects.get(email="nora.nova@example.org").has_usable_password()


def test_a_role_is_given_in_the_row_of_the_account_and_none_is_chosen_before(client, drita, milan):
    client.force_login(drita)
    page = client.get(f"{USERS}?q=milan").content.decode()
    give = reverse("access:give_role", args=[milan.id])

    form = page.partition(f'action="{give}?q=milan"')[2].partition("</form>")[0]
    client.post(give, {"role": "", "office": ""})

    assert form.count('<option value="">–</option>') == 2
    assert "selected" not in form
    assert Membership.objects.filter(user=milan).count() == 1


def test_two_accounts_with_the_same_name_are_on_some_page(client, drita, mission, monkeypatch):
    for number in range(5):
        User.objects.create_user(
            f"besa{number}@example.org", full_name="Besa Besa", organisation=mission.organisation
        )
    monkeypatch.setattr(accounts, "SLICE", 2)
    client.force_login(drita)

    found, where = set(), USERS
    while where:
        page = client.get(where)
        found |= {row["account"].email for row in page.context["rows"]}
        after = page.context["next_after"]
        where = f"{USERS}?after={after}" if after else ""

    assert {f"besa{number}@example.org" for number in range(5)} <= found
    assert "drita@example.org" in found


def test_who_acts_on_a_row_comes_back_to_the_list_as_it_was(client, drita, milan):
    held = Membership.objects.get(user=milan)
    client.force_login(drita)
    page = client.get(f"{USERS}?q=milan&state=invited").content.decode()

    end = f"{reverse('access:end_role', args=[held.id])}?q=milan&state=invited"
    check = client.get(end).content.decode()
    answer = client.post(end)

    assert f'href="{end}"'.replace("&", "&amp;") in page
    assert f'href="{USERS}?q=milan&amp;state=invited"' in check
    assert answer["Location"] == f"{USERS}?q=milan&state=invited#account-{milan.id}"

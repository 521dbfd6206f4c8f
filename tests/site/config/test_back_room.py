"""Django's admin opens to administrators only, and never without our own sign-in."""

import pytest


@pytest.mark.parametrize("name", ["arta", "milan", "blerim"])
def test_who_is_no_administrator_stays_outside(client, house, name):
    client.force_login(getattr(house, name))

    answer = client.get("/admin/")

    assert answer.status_code in {302, 403}


def test_an_administrator_enters(client, house):
    client.force_login(house.hire("Drita Admin", house.prishtine, "administrator"))

    answer = client.get("/admin/")

    assert answer.status_code == 200


def test_the_back_rooms_own_sign_in_form_is_not_used(client, db):
    answer = client.get("/admin/login/?next=/admin/")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")

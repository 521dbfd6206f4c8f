"""Links in e-mail lead to this site, whatever host a request names."""

import pytest
from django.core import mail

from waystation.foundation.access import actions as access
from waystation.foundation.access import mails

HOSTS = ["localhost:99999", "127.0.0.1:1337", "[::1]:1"]


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("address", ["", "https://waystation.example.org"])
def test_the_link_to_a_new_password_leads_to_this_site(client, mission, settings, host, address):
    settings.SITE_ADDRESS = address

    client.post("/accounts/password/reset/", {"email": "arta@example.org"}, headers={"host": host})

    (message,) = mail.outbox
    links = [word for word in message.body.split() if "/password/reset/key/" in word]
    ours = address or "http://localhost:8000"
    assert len(links) == 1
    assert links[0].startswith(f"{ours}/accounts/password/reset/key/")


def test_a_host_that_is_none_of_ours_is_refused(client, mission, settings):
    settings.ALLOWED_HOSTS = settings.ALLOWED_HOSTS[:3]

    answers = [
        client.get("/accounts/login/", headers={"host": host})
        for host in ("testserver", "attacker.example", "localhost.attacker.example")
    ]

    assert [one.status_code for one in answers] == [400, 400, 400]
    assert client.get("/accounts/login/", headers={"host": "localhost"}).status_code == 200


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_a_name_stays_on_one_line_and_adds_neither_header_nor_text_to_a_mail(mission, end):
    admin = mission.hire("Admin Ofmails", mission.prishtine, "administrator")
    name = f"Dea{end}Bcc: everybody@example.org{end}{end}Click here"

    user = access.open_account(
        admin, mission.organisation, "dea.mails@example.org", name, "a-long-password"
    )
    sent = mails.send("arta@example.org", "en", "second_factor_alarm", user=user, number=9)

    (message,) = mail.outbox
    assert sent
    assert user.full_name == "Dea Bcc: everybody@example.org Click here"
    assert message.recipients() == ["arta@example.org"]
    assert "\n" not in message.subject


@pytest.mark.parametrize("end", ["\r", "\n"])
def test_a_name_that_was_stored_before_breaks_no_mail(mission, end):
    mission.arta.full_name = f"Arta{end}Bcc: everybody@example.org"

    mails.send("arta@example.org", "en", "second_factor_alarm", user=mission.arta, number=9)

    (message,) = mail.outbox
    assert "everybody@example.org" not in message.recipients()
    assert message.message()["Bcc"] is None

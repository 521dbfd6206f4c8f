"""Links in e-mail lead to this site, whatever host a request names."""

import pytest
from django.core import mail

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

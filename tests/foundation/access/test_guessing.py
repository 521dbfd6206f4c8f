"""Guessing passwords and codes: how often, from where, and what a stranger cannot do with it."""

import base64
import hashlib
import hmac
import time

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from tests.session_data import PASSWORD
from waystation.foundation.access.addresses import client_address
from waystation.foundation.access.models import User
from waystation.foundation.audit.models import Entry

SIGN_IN = "/accounts/login/"
CODE = "/accounts/2fa/authenticate/"
PAGE = "/account/tokens/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PROXY, STRANGER, OFFICE = "10.0.0.1", "203.0.113.9", "198.51.100.7"


def sign_in(browser, name, password=PASSWORD, **headers):
    data = {"login": f"{name}@example.org", "password": password}
    return browser.post(SIGN_IN, data, **headers)


def signed_in(browser):
    return browser.get(PAGE).status_code == 200


@pytest.fixture
def proxied(settings):
    """Return browsers behind our proxy, each with an address of its own."""
    settings.TRUSTED_PROXIES = [PROXY]

    def browser(address):
        return Client(REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=address)

    return browser


@pytest.mark.parametrize(
    ("spoke", "forwarded", "known_as"),
    [
        (PROXY, OFFICE, OFFICE),
        (PROXY, f"{STRANGER}, {OFFICE}", OFFICE),  # the first was typed by the client
        (PROXY, f"{OFFICE}, {PROXY}", OFFICE),
        (STRANGER, OFFICE, STRANGER),  # not our proxy: not believed
        (PROXY, "", PROXY),
        (PROXY, "nobody", PROXY),
        (PROXY, "::ffff:198.51.100.7", OFFICE),
    ],
)
def test_the_client_address_is_the_one_reported_by_our_proxy(
    rf, settings, spoke, forwarded, known_as
):
    settings.TRUSTED_PROXIES = ["10.0.0.0/24"]

    request = rf.get("/", REMOTE_ADDR=spoke, HTTP_X_FORWARDED_FOR=forwarded)

    assert client_address(request) == known_as


@pytest.mark.sqlite_only
def test_failures_of_one_client_do_not_count_for_others_behind_the_proxy(mission, proxied):
    for number in range(120):
        sign_in(proxied(STRANGER), f"nobody{number}", "guess")

    for name in ("arta", "milan", "blerim"):
        assert sign_in(proxied(OFFICE), name).status_code == 302


@pytest.mark.sqlite_only
def test_failures_from_elsewhere_do_not_lock_a_colleague_out(mission, proxied):
    for _ in range(60):
        sign_in(proxied(STRANGER), "arta", "guess")

    assert sign_in(proxied(STRANGER), "arta").status_code == 429
    assert sign_in(proxied(OFFICE), "arta").status_code == 302


def test_a_forged_forwarded_address_gives_no_further_tries(mission):
    for number in range(20):
        sign_in(Client(), "arta", "guess", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")

    answer = sign_in(Client(), "arta", HTTP_X_FORWARDED_FOR="198.51.100.99")

    assert answer.status_code == 429


@pytest.mark.sqlite_only
def test_the_owner_can_sign_in_at_the_office_while_others_guess_the_account(mission, proxied):
    assert sign_in(proxied(OFFICE), "arta").status_code == 302
    for number in range(40):
        sign_in(proxied(f"203.0.113.{number}"), "arta", "guess")

    elsewhere = sign_in(proxied("192.0.2.1"), "arta")

    assert elsewhere.status_code == 429
    assert sign_in(proxied(OFFICE), "arta").status_code == 302


@pytest.mark.sqlite_only
def test_one_address_cannot_guess_many_accounts(mission, proxied):
    refused = [
        sign_in(proxied(STRANGER), f"nobody{number}", "guess").status_code == 429
        for number in range(120)
    ]

    assert refused[-1]
    assert sum(not one for one in refused) <= 60


def test_a_network_of_ipv6_counts_as_one_address(mission, proxied):
    for number in range(1, 21):
        sign_in(proxied(f"2001:db8::{number:x}"), "arta", "guess")

    assert sign_in(proxied("2001:db8::ffff"), "arta").status_code == 429
    assert sign_in(proxied("2001:db8:1::1"), "arta").status_code == 302


def test_a_few_wrong_passwords_cause_no_delay(mission, client):
    answers = [sign_in(client, "arta", "guess").status_code for _ in range(4)]

    assert answers == [200] * 4
    assert sign_in(client, "arta").status_code == 302


def test_failures_from_the_same_address_do_not_lock_out_a_known_browser(mission):
    arta, neighbour = Client(), Client()
    assert sign_in(arta, "arta").status_code == 302
    arta.post("/accounts/logout/")
    for _ in range(12):
        sign_in(neighbour, "arta", "guess")

    assert sign_in(neighbour, "arta").status_code == 429
    assert sign_in(arta, "arta").status_code == 302
    assert arta.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302


def test_a_known_browser_has_no_more_tries_than_others(mission):
    browser = Client()
    sign_in(browser, "arta")
    browser.post("/accounts/logout/")

    refused = [sign_in(browser, "arta", "guess").status_code == 429 for _ in range(8)]

    assert refused == [False] * 4 + [True] * 4
    assert sign_in(browser, "arta").status_code == 429


def test_the_cookie_of_one_account_is_invalid_for_another(mission):
    browser = Client()
    sign_in(browser, "arta")
    browser.post("/accounts/logout/")
    for _ in range(6):
        sign_in(Client(), "milan", "guess")

    assert sign_in(browser, "milan").status_code == 429


def test_the_delay_grows_and_ends(mission, client, time_machine):
    time_machine.move_to("2026-06-10T08:00:00Z", tick=False)
    waits = []
    for failures in (5, 6, 7):
        for _ in range(failures):
            time_machine.shift(3600)
            sign_in(client, "arta", "guess")
        waits.append(0)
        while sign_in(client, "arta").status_code == 429:
            time_machine.shift(15)
            waits[-1] += 15
        client.logout()

    assert waits == [30, 60, 120]


def test_resetting_the_password_by_e_mail_ends_the_delay(mission, client):
    for _ in range(10):
        sign_in(client, "arta", "guess")
    assert sign_in(client, "arta").status_code == 429

    client.post("/accounts/password/reset/", {"email": "arta@example.org"})
    link = next(word for word in mail.outbox[0].body.split() if "/password/reset/key/" in word)
    page = client.get(link.removeprefix("http://testserver"), follow=True)
    new = {"password1": "quite-another-password", "password2": "quite-another-password"}
    client.post(page.request["PATH_INFO"], new)

    assert sign_in(client, "arta", "quite-another-password").status_code == 302


# The second factor


def totp():
    """Return the code that an authenticator shows now (RFC 6238)."""
    counter = (int(time.time()) // 30).to_bytes(8, "big")
    digest = hmac.new(base64.b32decode(SECRET), counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def wrong():
    return f"{(int(totp()) + 1) % 1_000_000:06}"


@pytest.fixture
def with_second_factor(mission, time_machine):
    """Arta has an authenticator; the clock does not move."""
    time_machine.move_to("2026-06-10T08:00:00Z", tick=False)
    mission.drita = mission.hire("Drita Admin", mission.prishtine, "administrator")
    mission.vera = mission.hire("Vera Officer", mission.prishtine, "data_protection_officer")
    sealed = get_adapter().encrypt(SECRET)
    kind = Authenticator.Type.TOTP
    Authenticator.objects.create(user=mission.arta, type=kind, data={"secret": sealed})
    return mission


def guess_codes(browser, tries):
    """Type wrong codes; return how many were looked at."""
    looked_at = 0
    for _ in range(tries):
        answer = browser.post(CODE, {"code": wrong()})
        looked_at += answer.status_code == 200 and b"Incorrect code" in answer.content
    return looked_at


def test_the_right_code_signs_in(with_second_factor, client):
    sign_in(client, "arta")

    assert client.post(CODE, {"code": totp()}).status_code == 302
    assert signed_in(client)


def test_the_secret_of_an_authenticator_is_not_in_the_database(with_second_factor):
    stored = Authenticator.objects.get(user=with_second_factor.arta).data["secret"]

    assert SECRET not in stored
    assert get_adapter().decrypt(stored) == SECRET


def test_a_session_has_five_tries_for_the_second_factor(with_second_factor, client):
    sign_in(client, "arta")

    looked_at = guess_codes(client, 50)

    assert looked_at == 5
    assert client.post(CODE, {"code": totp()})["Location"].startswith(SIGN_IN)
    assert not signed_in(client)


@pytest.mark.sqlite_only
def test_an_account_has_few_tries_for_the_second_factor_across_sessions(
    with_second_factor, time_machine
):
    looked_at = 0
    for _hour in range(24):
        for _ in range(6):
            browser = Client()
            sign_in(browser, "arta")
            looked_at += guess_codes(browser, 6)
        time_machine.shift(3600 - 1)

    assert 5 <= looked_at <= 30


def test_guessed_codes_alarm_the_guardians_of_accounts(with_second_factor, client):
    sign_in(client, "arta")

    guess_codes(client, 5)

    told = {address for message in mail.outbox for address in message.to}
    assert told == {"drita@example.org", "vera@example.org", "arta@example.org"}
    verbs = Entry.objects.filter(subject_id=with_second_factor.arta.id).values_list(
        "verb", flat=True
    )
    assert list(verbs).count("second_factor.fail") == 5
    assert list(verbs).count("second_factor.alarm") == 1


def test_one_wrong_code_raises_no_alarm(with_second_factor, client):
    sign_in(client, "arta")

    guess_codes(client, 1)

    assert mail.outbox == []
    assert client.post(CODE, {"code": totp()}).status_code == 302


def test_a_stolen_session_has_five_tries_too(with_second_factor, client):
    sign_in(client, "arta")
    client.post(CODE, {"code": totp()})

    for _ in range(20):
        client.post("/accounts/2fa/reauthenticate/", {"code": wrong()})

    assert not signed_in(client)
    assert Entry.objects.filter(verb="second_factor.fail").count() == 5


# A new password by e-mail


def test_a_password_reset_for_an_unknown_address_sends_no_e_mail(mission, client):
    client.post("/accounts/password/reset/", {"email": "stranger@example.net"})

    assert mail.outbox == []


def test_password_resets_per_account_are_limited(mission, proxied):
    for _ in range(50):
        proxied(STRANGER).post("/accounts/password/reset/", {"email": "arta@example.org"})
    for number in range(50):
        stranger = proxied(f"203.0.113.{number}")
        stranger.post("/accounts/password/reset/", {"email": "arta@example.org"})

    assert 1 <= len(mail.outbox) <= 10


@pytest.mark.sqlite_only
def test_password_resets_per_client_are_limited(mission, proxied):
    names = [f"colleague{number}" for number in range(30)]
    for name in names:
        User.objects.create_user(
            f"{name}@example.org", PASSWORD, full_name=name, organisation=mission.organisation
        )

    for name in names:
        proxied(STRANGER).post("/accounts/password/reset/", {"email": f"{name}@example.org"})

    assert len(mail.outbox) <= 10

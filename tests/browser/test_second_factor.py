"""A second factor is set up and used in a real browser, under the strict policy."""

from __future__ import annotations

from tests.browser.conftest import PASSWORD


def test_a_passkey_is_added_and_then_signs_in_alone(open_page, site):
    # A passkey belongs to a name, not to a number: the browser must know us as localhost.
    mission = site.replace("127.0.0.1", "localhost")
    page = open_page(f"{mission}/accounts/login/")
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    page.fill("#id_login", "drita@example.org")
    page.fill("#id_password", PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_selector("details.menu-box")

    page.goto(f"{mission}/accounts/2fa/totp/activate/")
    page.fill("main input[type=password]", PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_selector("main img")
    picture = page.evaluate("document.querySelector('main img').naturalWidth")
    page.goto(f"{mission}/accounts/2fa/webauthn/add/")
    page.fill("#id_name", "My phone")
    page.check("#id_passwordless")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/**")
    page.context.clear_cookies()
    page.goto(f"{mission}/accounts/login/")
    page.click("#passkey_login")
    page.wait_for_selector("details.menu-box .av span[aria-hidden]")

    assert picture > 0  # the QR code is a data: image, which the policy allows
    assert page.inner_text("details.menu-box .av span[aria-hidden]") == "DA"

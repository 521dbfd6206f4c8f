"""What a user meets of django-allauth is in our own catalogue: it has no Albanian one."""

from __future__ import annotations

from pathlib import Path

import allauth
import pytest

from waystation.site.ui import catalogues

THEIRS = Path(allauth.__file__).parent / "templates"
OURS = Path(catalogues.__file__).parent / "templates"
PAGES = (
    "account/account_inactive.html",
    "account/logout.html",
    "account/password_change.html",
    "account/password_reset.html",
    "account/password_reset_done.html",
    "account/password_reset_from_key.html",
    "account/password_reset_from_key_done.html",
    "account/password_set.html",
    "account/reauthenticate.html",
    "account/signup_closed.html",
    "account/snippets/already_logged_in.html",
    "account/email/base_message.txt",
    "account/email/password_reset_key_message.txt",
    "account/email/password_reset_key_subject.txt",
    "account/messages/logged_in.txt",
    "account/messages/logged_out.txt",
    "account/messages/password_changed.txt",
    "account/messages/password_set.txt",
    "mfa/authenticate.html",
    "mfa/reauthenticate.html",
    "mfa/recovery_codes/generate.html",
    "mfa/totp/base.html",
    "mfa/totp/deactivate_form.html",
    "mfa/webauthn/add_form.html",
    "mfa/webauthn/authenticator_confirm_delete.html",
    "mfa/webauthn/authenticator_list.html",
    "mfa/webauthn/edit_form.html",
    "mfa/webauthn/reauthenticate.html",
    "mfa/messages/recovery_codes_generated.txt",
    "mfa/messages/totp_activated.txt",
    "mfa/messages/totp_deactivated.txt",
    "mfa/messages/webauthn_added.txt",
    "mfa/messages/webauthn_removed.txt",
    "socialaccount/authentication_error.html",
    "socialaccount/connections.html",
    "socialaccount/login.html",
    "socialaccount/login_cancelled.html",
    "socialaccount/messages/account_connected.txt",
    "socialaccount/messages/account_connected_other.txt",
    "socialaccount/messages/account_disconnected.txt",
)
"""Pages, messages and letters of the functions that are switched on, unless we replace them."""


@pytest.fixture(scope="module")
def known():
    return {one.text for one in catalogues.phrases().values()}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_library_is_translated(known, name):
    source = OURS / name if (OURS / name).exists() else THEIRS / name

    phrases = catalogues.in_template(source.read_text(encoding="utf-8"))

    assert {one.text for one in phrases} - known == set()

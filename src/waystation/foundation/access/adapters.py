"""Adapters for django-allauth: overrides of the methods that its documentation offers."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from waystation.foundation.shared.sealing import Keyring

from . import mails
from .addresses import counted_address
from .models import User


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Users cannot sign up: an administrator opens their account."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return counted_address(request) or "unknown"

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link to a new password: never at a host that the request names."""
        path = urlsplit(super().get_reset_password_from_key_url(key)).path
        return f"{mails.site()}{path}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Skip allauth's rate limit: lockout.py counts failures by more than the e-mail address."""


class OutsideAccounts(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """An external account signs in an existing user by e-mail address; it cannot sign up."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.is_existing:
            return
        verified = {a.email.casefold() for a in sociallogin.email_addresses if a.verified}
        user = User.objects.filter(email__in=verified, is_active=True).first()
        if user is not None:
            sociallogin.connect(request, user)


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """Encrypts the secrets of authenticators, so that nobody can create codes from the table."""

    place = {"table": "mfa_authenticator", "column": "data", "row": ""}

    def encrypt(self, text: str) -> str:
        sealed = Keyring("", settings.MASTER_KEY).seal(text.encode(), **self.place)
        return b64encode(sealed).decode()

    def decrypt(self, encrypted_text: str) -> str:
        sealed = b64decode(encrypted_text)
        return Keyring("", settings.MASTER_KEY).open(sealed, **self.place).decode()

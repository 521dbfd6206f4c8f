"""Every model says what it does with personal data; forgetting it fails here."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db.models import BinaryField

from waystation.foundation.shared.privacy import Privacy

# Libraries' tables: decided here, because their classes are not ours.
OF_LIBRARIES = {
    "admin.LogEntry": "What administrators did in the admin; names no person served.",
    "auth.Permission": "Unused: permissions stand in access/rules/roles.py.",
    "auth.Group": "Unused: roles stand in access/rules/roles.py.",
    "contenttypes.ContentType": "Names of models.",
    "account.EmailAddress": "Staff e-mail addresses, for signing in.",
    "account.EmailConfirmation": "Staff e-mail addresses, for signing in.",
    "mfa.Authenticator": "Staff's second factors.",
    "socialaccount.SocialApp": "The office's own sign-in service.",
    "socialaccount.SocialAccount": "Staff accounts at that service.",
    "socialaccount.SocialToken": "Staff tokens of that service.",
    "axes.AccessFailureLog": "Failed sign-ins of staff, for the lock-out.",
    "axes.AccessAttempt": "Failed sign-ins of staff, for the lock-out.",
    "axes.AccessAttemptExpiration": "When a lock-out ends.",
    "axes.AccessLog": "Sign-ins of staff.",
}
OURS = [model for model in apps.get_models() if model.__module__.startswith("waystation.")]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_a_model_has_its_own_privacy_decision(model):
    privacy = vars(model).get("privacy")

    assert isinstance(privacy, Privacy), f"add privacy = Privacy(...) to {model._meta.label}"
    assert privacy.purpose.endswith(".")
    names = {field.name for field in model._meta.get_fields()}
    assert {*privacy.personal, *privacy.sealed, *privacy.hashed} <= names


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_what_is_declared_sealed_is_bytes_in_the_database(model):
    for name in vars(model)["privacy"].sealed:
        assert isinstance(model._meta.get_field(name), BinaryField), name


def test_every_table_of_a_library_has_a_decision():
    theirs = {model._meta.label for model in apps.get_models()} - {m._meta.label for m in OURS}

    assert theirs == set(OF_LIBRARIES)

"""Passwords that somebody who knows the office would try first are refused, and common ones."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError


def refused(password, user):
    try:
        validate_password(password, user)
    except ValidationError as problem:
        return {one.code for one in problem.error_list}
    return set()


@pytest.mark.parametrize(
    "password",
    ["Waystation2026!", "Kosova-Kosova-2026", "prishtinë123456", "MIGRATION_migration1"],
)
def test_words_of_the_field_are_refused_as_passwords(password, mission):
    assert "password_of_the_office" in refused(password, mission.arta)


def test_the_name_of_the_office_is_refused_as_a_password(mission):
    mission.prishtine.name = "MSC Gjakova"
    mission.prishtine.save()

    found = {who.email: refused("Gjakova!2026!!!", who) for who in (mission.arta, mission.milan)}

    assert "password_of_the_office" in found[mission.arta.email]
    assert "password_of_the_office" in found[mission.milan.email]  # of the same organisation


@pytest.mark.parametrize("password", ["four-random-herons", "waystation plus sextant birch"])
def test_a_long_password_may_contain_such_a_word(password, mission):
    assert refused(password, mission.arta) == set()


@pytest.mark.parametrize("password", ["1qaz2wsx3edc4rfv", "passwordpassword"])
def test_passwords_of_known_breaches_are_refused(password, mission):
    assert refused(password, mission.arta)

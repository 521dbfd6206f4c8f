"""The person and the officer that the tests of people begin with."""

from tests.registry.people.conftest import besim, vera

__all__ = ["besim", "vera"]

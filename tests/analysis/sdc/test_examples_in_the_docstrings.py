"""The examples in the docstrings give what they say."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

from waystation.analysis import sdc

MODULES = [sdc.__name__, *(f"{sdc.__name__}.{m.name}" for m in pkgutil.iter_modules(sdc.__path__))]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_give_what_they_say(name):
    module = importlib.import_module(name)

    outcome = doctest.testmod(module)

    assert outcome.failed == 0

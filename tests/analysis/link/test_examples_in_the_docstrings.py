"""The examples in the docstrings give what they say."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

from waystation.analysis import link

MODULES = [
    link.__name__,
    *(f"{link.__name__}.{m.name}" for m in pkgutil.iter_modules(link.__path__)),
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_give_what_they_say(name):
    module = importlib.import_module(name)

    outcome = doctest.testmod(module)

    assert outcome.failed == 0

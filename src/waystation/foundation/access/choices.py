"""What the audit log can be filtered by, in words: what was done, and kinds of records."""

from __future__ import annotations

from functools import cache

from django.apps import apps
from django.utils.translation import get_language, gettext

from .nouns import THINGS
from .presenting import DONE, thing


def steps_in_words() -> list[tuple[str, str]]:
    """Return what can be done to a record, as (words in English, words), sorted."""
    return _steps_in(get_language())


def steps_of(words: str) -> list[str]:
    """Return the ends of the verbs that have these English words."""
    return DONE.get(words, "").split()


def kinds_in_words() -> list[tuple[str, str]]:
    """Return the kinds of records in the audit log, as (key, words), sorted; equal words once."""
    return _kinds_in(get_language())


def kinds_of(key: str) -> list[str]:
    """Return the kinds of records that have the same words as this one."""
    words = thing(key)
    return [one for one in _kinds() if thing(one) == words] if key in _kinds() else []


@cache
def _steps_in(language: str | None) -> list[tuple[str, str]]:
    return sorted(((words, gettext(words)) for words in DONE), key=lambda one: one[1])


@cache
def _kinds_in(language: str | None) -> list[tuple[str, str]]:
    kinds = {thing(key): key for key in reversed(_kinds())}
    return sorted(((key, words) for words, key in kinds.items()), key=lambda one: one[1])


@cache
def _kinds() -> list[str]:
    return [*THINGS, *(model._meta.label for model in apps.get_models())]

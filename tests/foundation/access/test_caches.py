"""The database cache: a key is claimed by one, until it expires."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from waystation.foundation.access.caches import JsonCache
from waystation.foundation.access.models import CacheEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def cache():
    return JsonCache("", {})


def test_a_key_is_claimed_once_and_the_transaction_goes_on(cache):
    with transaction.atomic():
        answers = [cache.add("claim", one, 60) for one in ("first", "second")]
        cache.set("other", 1)

    assert answers == [True, False]
    assert (cache.get("claim"), cache.get("other")) == ("first", 1)


def test_an_expired_claim_is_taken_over_once(cache):
    cache.add("claim", "first", 60)
    CacheEntry.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    answers = [cache.add("claim", one, 60) for one in ("second", "third")]

    assert answers == [True, False]
    assert cache.get("claim") == "second"


def test_a_value_is_set_whether_or_not_it_is_there(cache, django_assert_num_queries):
    cache.set("key", {"a": 1})

    with django_assert_num_queries(1):
        cache.set("key", {"a": 2})

    assert cache.get("key") == {"a": 2}
    assert CacheEntry.objects.count() == 1

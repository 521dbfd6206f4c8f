"""A database cache that stores JSON, so that reading a value never runs code.

Django's DatabaseCache stores pickles, and culls a third of its entries, rate limits included, when
there are more than 300. This one deletes expired entries only.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import IntegrityError, transaction
from django.utils import timezone

NEVER = datetime(9999, 1, 1, tzinfo=UTC)


class JsonCache(BaseCache):
    """A cache backend over the table of CacheEntry; values that are not JSON are refused."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    @property
    def _rows(self) -> Any:
        from .models import CacheEntry  # the settings import this class before models are loaded

        return CacheEntry.objects

    def _fields(self, value: Any, timeout: Any) -> dict[str, Any]:
        ends = self.get_backend_timeout(timeout)
        return {
            "value": json.dumps(value),
            "expires_at": NEVER if ends is None else datetime.fromtimestamp(ends, tz=UTC),
        }

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        key = self.make_and_validate_key(key, version=version)
        found = self._rows.filter(key=key, expires_at__gt=timezone.now())
        value = found.values_list("value", flat=True).first()
        return default if value is None else json.loads(value)

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        key = self.make_and_validate_key(key, version=version)
        fields = self._fields(value, timeout)
        if not self._rows.filter(key=key).update(**fields):
            self._rows.update_or_create(key=key, defaults=fields)

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        key = self.make_and_validate_key(key, version=version)
        fields = self._fields(value, timeout)
        try:
            with transaction.atomic():
                self._rows.create(key=key, **fields)
        except IntegrityError:  # it is there: an expired one can be taken over, by one of several
            expired = self._rows.filter(key=key, expires_at__lte=timezone.now())
            return bool(expired.update(**fields))
        return True

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        key = self.make_and_validate_key(key, version=version)
        ends = self._fields(None, timeout)["expires_at"]
        changed = self._rows.filter(key=key, expires_at__gt=timezone.now()).update(expires_at=ends)
        return bool(changed)

    def delete(self, key: str, version: int | None = None) -> bool:
        key = self.make_and_validate_key(key, version=version)
        gone, _ = self._rows.filter(key=key).delete()
        return bool(gone)

    def clear(self) -> None:
        self._rows.all().delete()

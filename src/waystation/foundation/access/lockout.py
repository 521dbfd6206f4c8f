"""Delays after failed sign-ins. django-axes counts the failures; rules define the delays.

Failures are counted in three ways: by account and IP address, by account from any address, and by
address for any account. Strangers cannot lock an account out: from an address where the account has
signed in recently, only its own failures from there count, and in a known browser only that
browser's (browsers.py).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.db.models import Max, QuerySet, Sum
from django.http import HttpRequest

from . import browsers, rules


class Lockout(AxesDatabaseHandler):  # type: ignore[misc]
    """Locks an account while the delay after its last failure lasts."""

    def get_failures(self, request: Any, credentials: dict[str, Any] | None = None) -> int:
        """Return the limit while the caller must wait, else 0: axes compares the two."""
        return settings.AXES_FAILURE_LIMIT if self._has_to_wait(request, credentials) else 0

    def _has_to_wait(self, request: Any, credentials: dict[str, Any] | None) -> bool:
        moment, address = request.axes_attempt_time, request.axes_ip_address
        name = get_client_username(request, credentials)
        browser = browsers.known_browser_of(request, name)
        if browser:
            # Distinguishes this browser's rows in axes' table.
            request.axes_user_agent = f"known {browser}"
        failures = AccessAttempt.objects.filter(
            attempt_time__gt=moment - timedelta(hours=settings.AXES_COOLOFF_TIME)
        )
        if browser:
            own = failures.filter(username=name, user_agent=request.axes_user_agent)
            return bool(moment < self._waits_until(own, rules.FREE_TRIES["pair"], moment))
        counted = [(failures.filter(username=name, ip_address=address), rules.FREE_TRIES["pair"])]
        if not self._knows(name, address, moment):
            counted += [
                (failures.filter(username=name), rules.FREE_TRIES["account"]),
                (failures.filter(ip_address=address), rules.FREE_TRIES["address"]),
            ]
        return any(moment < self._waits_until(rows, free, moment) for rows, free in counted)

    def _waits_until(self, rows: QuerySet[Any], free: int, moment: Any) -> Any:
        failures = rows.aggregate(number=Sum("failures_since_start"), last=Max("attempt_time"))
        if (failures["number"] or 0) < free:
            return moment
        return failures["last"] + rules.wait_after(failures["number"], free)

    def _knows(self, name: str, address: str | None, moment: Any) -> bool:
        """Return whether this account has recently signed in from this address."""
        since = moment - timedelta(days=rules.ADDRESS_KNOWN_DAYS)
        signed_in = AccessLog.objects.filter(
            username=name, ip_address=address, attempt_time__gt=since
        )
        return bool(signed_in.exists())


def name_typed(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """Return the name by which failures are counted: the e-mail address that was entered."""
    typed = request.POST.get("login", "") if request is not None else ""
    named = (credentials or {}).get("email") or (credentials or {}).get("username") or ""
    return str(typed or named).strip().casefold()[:254]

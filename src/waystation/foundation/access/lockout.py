"""When a sign-in with a password has to wait. django-axes counts; how long is said in rules.py.

Failures count in three ways: of one account from one address, of one account from anywhere, and
of one address for any account. Nobody is locked out by a stranger: from an address where an
account has signed in lately, only its own failures there count; in a browser that has signed in,
only those of this browser (browsers.py).
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
    """Locks while the wait after the last failure lasts."""

    def get_failures(self, request: Any, credentials: dict[str, Any] | None = None) -> int:
        """Return the limit while the caller has to wait, else 0: axes compares the two."""
        return settings.AXES_FAILURE_LIMIT if self._has_to_wait(request, credentials) else 0

    def _has_to_wait(self, request: Any, credentials: dict[str, Any] | None) -> bool:
        moment, address = request.axes_attempt_time, request.axes_ip_address
        name = get_client_username(request, credentials)
        browser = browsers.known_browser_of(request, name)
        if browser:
            request.axes_user_agent = f"known {browser}"  # what this row of axes is told apart by
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
        found = rows.aggregate(number=Sum("failures_since_start"), last=Max("attempt_time"))
        if (found["number"] or 0) < free:
            return moment
        return found["last"] + rules.wait_after(found["number"], free)

    def _knows(self, name: str, address: str | None, moment: Any) -> bool:
        """Return whether this account has signed in from this address lately."""
        since = moment - timedelta(days=rules.ADDRESS_KNOWN_DAYS)
        signed_in = AccessLog.objects.filter(
            username=name, ip_address=address, attempt_time__gt=since
        )
        return bool(signed_in.exists())


def name_typed(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """Return the name that failures are counted by: the e-mail address that was typed."""
    typed = request.POST.get("login", "") if request is not None else ""
    given = (credentials or {}).get("email") or (credentials or {}).get("username") or ""
    return str(typed or given).strip().casefold()[:254]

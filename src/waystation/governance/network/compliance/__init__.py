"""How each duty of the Terms of Reference stands today: one function for each, under its id.

Each app contributes ``STATUSES`` (``network_duties`` of its AppConfig): duty id -> a function of
(network, today) that returns a DutyStatus. The page "Compliance with the Terms of Reference" shows
them all, and ``outstanding.unmet`` makes outstanding work of those that are not met::

    STATUSES = Duties()


    @STATUSES.duty("O-11", "network:registers")
    def resources(network, today):
        count = registers.open_resources(network.office_id)
        if count:
            return due(N_("Open requests for resources: {count}."), count=count)
        return kept(N_("No request for a resource is open."))

If the records that the statuses are read from seldom change, name the stamps that cover them:
``Duties("network", "knowledge")`` (see ``foundation/access/stamps.py``). Each status is then
computed once per process and day, and again after such a record changes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial, wraps
from typing import Any, Literal

from waystation.foundation.access import queries as access
from waystation.governance.network.models import Network
from waystation.registry.reference import queries as reference

How = Literal["kept", "due", "late", "missing", "nothing_yet", "not_measured"]


@dataclass(frozen=True)
class DutyStatus:
    """The status of a duty: a code for the colour, and a sentence for the reader.

    ``sentence`` is the English source (N_) with its values in braces, as in a Refusal. ``address``
    is the URL name of the page where the work is done, "" for none; ``until`` the deadline, if any.
    """

    how: How
    sentence: str
    values: dict[str, Any] = field(default_factory=dict)
    address: str = ""
    until: date | None = None


StatusOf = Callable[[Network, date], DutyStatus]


def _status(
    how: How, sentence: str, address: str = "", until: date | None = None, **values: Any
) -> DutyStatus:
    return DutyStatus(how, sentence, values, address, until)


kept = partial(_status, "kept")
due = partial(_status, "due")
late = partial(_status, "late")
missing = partial(_status, "missing")
nothing_yet = partial(_status, "nothing_yet")
not_measured = partial(_status, "not_measured")


class Duties(dict[str, StatusOf]):
    """The duties of one app by their id; ``waiting`` are those that can be outstanding work.

    ``stamps`` name the stamps of the tables that the statuses are read from, except those of code
    lists, accounts and the Network itself, which are always included. Without stamps nothing is
    cached.
    """

    def __init__(self, *stamps: str) -> None:
        super().__init__()
        self.waiting: dict[str, StatusOf] = {}
        self.stamps = stamps

    def duty(
        self, key: str, address: str = "", *, waits: bool = True, stamped: bool = True
    ) -> Callable[[StatusOf], StatusOf]:
        """Declare the function that returns a duty's status; its work is done at ``address``.

        A duty that is either met or has no data yet is not outstanding work (``waits=False``). A
        duty that also reads something that the stamps do not cover is not cached
        (``stamped=False``).
        """

        def declare(asked: StatusOf) -> StatusOf:
            @wraps(asked)
            def state(network: Network, today: date) -> DutyStatus:
                found = asked(network, today)
                return found if found.address else replace(found, address=address)

            self[key] = self._under_stamps(state) if stamped and self.stamps else state
            if waits:
                self.waiting[key] = self[key]
            return self[key]

        return declare

    def _under_stamps(self, state: StatusOf) -> StatusOf:
        @access.under_stamps(access.ACCESS, *self.stamps)
        def of_lists(_lists: str, network: Network, today: date) -> DutyStatus:
            return state(network, today)

        @wraps(state)
        def current(network: Network, today: date) -> DutyStatus:
            return of_lists(reference.stamp_of_lists(), network, today)

        return current

"""Base views: permission, record, title and breadcrumbs."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib.auth.mixins import AccessMixin
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext
from django.views.generic import TemplateView, View

from waystation.foundation.access import queries as access
from waystation.foundation.shared.read_once import read_once

SAMPLE = UUID(int=0)


class Permitted(AccessMixin, View):
    """A view for users with one of ``permissions``, in the office of its record.

    ``get_record`` returns the record that the page is about, and raises NotSeen outside the user's
    scope; afterwards it is ``self.record``. An action leads to the ``result_page`` of what it
    returned, the ``next_page``, or the ``record_page`` (URL names).
    """

    permissions: tuple[str, ...] = ()
    record: Any = None
    result: Any
    result_page = next_page = record_page = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        # A page that is only shown runs each query marked @once one time; an action runs it again.
        with read_once() if request.method in {"GET", "HEAD"} else nullcontext():
            self.admit(access.signed_in(request.user))
            return super().dispatch(request, *args, **kwargs)

    def admit(self, user: Any) -> None:
        """Set the user and the record, and check the permission. Raises Refusal."""
        self.user = user
        self.record = self.get_record()
        self.check_permission()

    def get_record(self) -> Any:
        return None

    def get_success_url(self) -> str:
        """Return the URL of the page to which an action leads."""
        if self.result_page:
            return reverse(self.result_page, args=[self.result.id])
        if self.next_page:
            return reverse(self.next_page)
        return reverse(self.record_page, args=[self.record.id])

    def check_permission(self) -> None:
        """Raise NotAllowed if the user has none of the permissions in the record's office."""
        office = getattr(self.record, "office_id", None)
        access.require_any(self.user, *self.permissions, office_id=office)


def may_open(user: access.AnyUser, address: str) -> bool:
    """Return whether a user has a permission for the page at this URL.

    Check it before showing a link. The record's own office is checked when it is opened.
    """
    permissions = _permissions_at(address.partition("?")[0])
    return not permissions or any(access.may(user, one) for one in permissions)


@lru_cache(maxsize=1024)
def _permissions_at(path: str) -> tuple[str, ...]:
    # Finding the page of a URL means trying the patterns of all apps.
    view = getattr(resolve(path).func, "view_class", None)
    return tuple(getattr(view, "permissions", ()))


@cache
def _around_key(name: str) -> tuple[str, str]:
    before, _key, after = reverse(name, args=[SAMPLE]).partition(str(SAMPLE))
    return before, after


def url_of(name: str, key: Any) -> str:
    """Return the URL of a record's page for a row of a list.

    A list has fifty: the pattern of the page is looked up once, and each key put into it.
    """
    before, after = _around_key(name)
    return f"{before}{key}{after}"


def way_back(request: HttpRequest) -> str:
    """Return the URL of the list that the reader came from, with its filters; "" if none."""
    referrer = urlsplit(request.headers.get("Referer", ""))
    if not referrer.query or referrer.netloc != request.get_host() or referrer.path == request.path:
        return ""
    try:
        view = getattr(resolve(referrer.path).func, "view_class", None)
    except Resolver404:
        return ""
    return f"{referrer.path}?{referrer.query}" if getattr(view, "is_list", False) else ""


class Page(Permitted, TemplateView):
    """A page with a title, a lead, and breadcrumbs.

    ``title`` and ``lead`` are English sources; ``parents`` are (URL name, label) pairs, the
    outermost first.
    """

    title = ""
    lead = ""
    is_list = False
    parents: Sequence[tuple[str, str]] = ()

    def get_title(self) -> str:
        return gettext(self.title) if self.title else ""

    def get_lead(self) -> str:
        return gettext(self.lead) if self.lead else ""

    def get_parents(self) -> list[tuple[str, str]]:
        """Return (URL, label) of the parent pages that this user may open."""
        links = [(reverse(name), gettext(label)) for name, label in self.parents]
        return [one for one in links if may_open(self.user, one[0])]

    def get_tabs(self) -> list[tuple[str, str]]:
        """Return (URL, label) of the pages about the same thing, this one among them."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "page_tabs": self.get_tabs(),
            "title": self.get_title(),
            "lead": self.get_lead(),
            "parents": self.get_parents(),
            "back": way_back(self.request),
            "record": self.record,
        }


if TYPE_CHECKING:
    PagePart = Page
else:
    PagePart = object
"""The base of a mixin for pages: type checkers know what it finds there."""

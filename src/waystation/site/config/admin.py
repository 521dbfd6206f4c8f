"""Django's admin site, with our own roles and second factor."""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.http import HttpRequest

from waystation.foundation.access import queries as access


class BackRoom(AdminSite):
    """The admin site, for administrators only; each app's admin.py says what its pages may do."""

    site_header = "Waystation"
    site_title = "Waystation"
    index_title = "Registers"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return access.may(request.user, "centre.manage")


def guard(site: AdminSite) -> None:
    """Redirect users who are not signed in to our own sign-in page with its second factor."""
    site.login = secure_admin_login(site.login)  # type: ignore[method-assign]

"""Pages of the Network's apps by their name alone; each name is used once among them."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

APPS = ("network", "meetings", "workplans", "advice", "statements", "unkt_reports")


def address(name, *args):
    """Return the address of a page, whichever of the Network's apps it belongs to."""
    for app in APPS:
        try:
            return reverse(f"{app}:{name}", args=args)
        except NoReverseMatch:
            continue
    raise NoReverseMatch(f"No app of the Network has a page {name}.")

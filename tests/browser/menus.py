"""Buttons of a page that stand behind "More"."""

from __future__ import annotations

from typing import Any


def follow(page: Any, name: Any, *, exact: bool = False) -> None:
    """Follow a link by its name; one behind "More" as a user would, by opening the menu first."""
    link = page.get_by_role("link", name=name, exact=exact, include_hidden=True).first
    link.wait_for(state="attached")
    if not link.is_visible():
        page.locator("details.more-box > summary").first.click()
    link.click()

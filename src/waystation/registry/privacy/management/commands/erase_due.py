"""Erase files past their retention period. Run it daily; running it twice is harmless."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from waystation.foundation.access import queries as access
from waystation.registry.privacy import actions


class Command(BaseCommand):
    help = "Erase every person's file that was kept long enough (PEOPLE_KEPT_YEARS)."

    def handle(self, *args: Any, **options: Any) -> None:
        for organisation in access.organisations():
            result = actions.erase_due(organisation.id)
            self.stdout.write(
                f"{organisation.name}: {result['erased']} erased, {result['held']} on hold."
            )

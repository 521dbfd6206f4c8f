"""Delete unreferenced snapshots of answers. Run it daily; running it twice is harmless."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from waystation.foundation.access import queries as access
from waystation.registry.collection import actions


class Command(BaseCommand):
    help = "Delete snapshots of answers that no estimate or edition names (SNAPSHOTS_KEPT_DAYS)."

    def handle(self, *args: Any, **options: Any) -> None:
        for organisation in access.organisations():
            result = actions.delete_old_snapshots(organisation.id)
            self.stdout.write(
                f"{organisation.name}: {result['deleted']} deleted, {result['named']} named."
            )

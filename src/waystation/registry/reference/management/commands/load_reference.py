"""Load the shipped reference lists; runs at every start."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from waystation.registry.reference import actions


class Command(BaseCommand):
    help = "Load the reference lists that come with the product."

    def handle(self, *args: Any, **options: Any) -> None:
        changed = actions.load_lists()
        if changed:
            self.stdout.write(f"Loaded {len(changed)} reference lists.")

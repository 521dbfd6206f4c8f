"""`./waystation manage demonstration`: fill a new installation with a fictional office."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from waystation.site.config import demonstration


class Command(BaseCommand):
    help = "Fill a new installation with a fictional office (three centres, a year of visits)."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(demonstration.load())

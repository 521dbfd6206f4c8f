"""Load the shipped reference lists; runs at every start."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from waystation.registry.reference import actions


class Command(BaseCommand):
    help = "Load the reference lists that come with the product."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--attest", action="store_true",
            help="take lists and packs as they are now: for a database from before there were "
            "digests of them, and after a repair that the office has decided on",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        changed = actions.load_lists()
        if changed:
            self.stdout.write(f"Loaded {len(changed)} reference lists.")
        if options["attest"]:
            number = actions.attest_lists()
            self.stdout.write(f"{number} lists and packs are taken as they are.")

"""`./waystation attest`: record the current state of all records in the audit log."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from waystation.foundation.audit import verifying
from waystation.foundation.audit.models import ChainHead


class Command(BaseCommand):
    help = (
        "Take all records as they are now into the audit log: after a restored or repaired "
        "database, when the office has decided that they are right. The log says why."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reason", required=True, help="who decided it, and why")

    def handle(self, *args: Any, **options: Any) -> None:
        for head in ChainHead.objects.order_by("organisation_id"):
            taken = verifying.attest(head.organisation_id, options["reason"])
            self.stdout.write(f"{head.organisation_id}: {taken} records taken into the log.")

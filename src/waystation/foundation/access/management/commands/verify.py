"""`./waystation verify`: the audit trail and every published edition, or what is broken."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string

from waystation.foundation.access import contributions, queries
from waystation.foundation.audit import queries as audit


class Command(BaseCommand):
    help = "Prove the audit trail and every published edition, or name what is broken."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = False
        for organisation in queries.organisations():
            problems = audit.problems_of_chain(organisation.id)
            broken = broken or bool(problems)
            rows = audit.chain_number(organisation.id)
            self.stdout.write(
                f"{organisation.name}: audit trail, {rows} rows: "
                f"{'whole' if not problems else ' '.join(problems)}"
            )
        for what, path in contributions.merged("verifiers").items():
            count, problems = import_string(path)()
            broken = broken or bool(problems)
            self.stdout.write(f"{what}: {count} checked: {'whole' if not problems else ''}")
            for problem in problems:
                self.stdout.write(f"  {problem}")
        if broken:
            sys.exit(1)

"""`./waystation verify`: the audit log, all records, sealed values, facts and editions."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.module_loading import import_string

from waystation.foundation.access import contributions, queries, sealed
from waystation.foundation.audit import heads, verifying


class Command(BaseCommand):
    help = "Prove the audit log, all records, facts and editions, or name what is broken."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head", type=Path, action="append", default=[],
            help="compare with a signed head that was stored elsewhere; may be repeated",
        )  # fmt: skip
        parser.add_argument(
            "--public-key", default="", help="the key that heads are signed with, in hex"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.broken = False
        for organisation in queries.organisations():
            verdict = verifying.verified(organisation.id)
            self.told(
                f"{organisation.name}: audit log, {verdict.entries} entries", verdict.problems
            )
            differing = verdict.sentences[len(verdict.problems) :]
            self.told(f"{organisation.name}: records, {verdict.records}", differing)
            count, problems = sealed.problems_of_sealed(organisation.id)
            self.told(f"{organisation.name}: sealed values, {count}", problems)
        for what, path in contributions.merged("verifiers").items():
            count, problems = import_string(path)()
            self.told(f"{what}, {count}", problems)
        self._heads(options["head"], options["public_key"])
        if self.broken:
            sys.exit(1)

    def told(self, what: str, problems: list[str]) -> None:
        """Write what was checked, and each thing that is wrong with it."""
        self.stdout.write(f"{what}: {'whole' if not problems else 'BROKEN'}")
        for problem in problems:
            self.stdout.write(f"  {problem}")
        self.broken = self.broken or bool(problems)

    def _heads(self, paths: list[Path], public_key: str) -> None:
        own = heads.newest_own()
        for path in paths or ([own] if own else []):
            try:
                head = heads.opened(path.read_bytes(), public_key)
            except OSError as problem:
                raise CommandError(str(problem)) from problem
            except heads.NotAHead as problem:
                self.told(f"Signed head {path}", [str(problem)])
                continue
            self.told(
                f"Signed head of {head['signed_at']}, {len(head['logs'])} logs",
                heads.problems_against(head),
            )
        if not paths:
            self.stdout.write(
                "Compared with no head from elsewhere: give --head FILE with one that left this "
                "machine, or a log that was cut or written anew with its key goes unnoticed."
            )

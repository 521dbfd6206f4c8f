"""`./waystation verify`: the audit log, all records, sealed values, facts and editions."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from waystation.foundation.access import proving


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
        broken = False
        try:
            for what, problems in proving.check_everything(options["head"], options["public_key"]):
                self.stdout.write(f"{what}: {'whole' if not problems else 'BROKEN'}")
                for problem in problems:
                    self.stdout.write(f"  {problem}")
                broken = broken or bool(problems)
        except OSError as problem:
            raise CommandError(str(problem)) from problem
        if not options["head"]:
            self.stdout.write(
                "Compared with no head from elsewhere: give --head FILE with one that left this "
                "machine, or a log that was cut or written anew with its key goes unnoticed."
            )
        if broken:
            sys.exit(1)

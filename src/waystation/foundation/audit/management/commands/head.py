"""`./waystation head`: sign the end of the audit log and send it to all targets."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from waystation.foundation.audit import heads, keys


class Command(BaseCommand):
    help = "Sign the head of the audit log and send it where the settings say, or to a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, help="write it to this file only")
        parser.add_argument(
            "--public-key", action="store_true", help="print the key that heads are checked with"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["public_key"]:
            self.stdout.write(keys.public_key())
            return
        if options["to"]:
            options["to"].write_text(json.dumps(heads.signed_head(), indent=1))
            self.stdout.write(f"Signed: {options['to']}")
            return
        failed = heads.send_head()
        self.stdout.write(f"Signed: {heads.newest_own()}")
        if not heads.targets():
            self.stdout.write(
                "It has not left this machine: set WAYSTATION_HEAD_FOLDER, WAYSTATION_HEAD_EMAIL "
                "or WAYSTATION_HEAD_WEB."
            )
        for where, why in failed.items():
            self.stderr.write(f"Not sent to {where}: {why}")
        if failed:
            sys.exit(1)

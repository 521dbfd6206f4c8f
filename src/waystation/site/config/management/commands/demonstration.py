"""`./waystation manage demonstration`: fill a new house with a fictional office at work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.site.config import demonstration


class Command(BaseCommand):
    help = "Fill a new house with a fictional office at work (three centres, a year of visits)."

    def handle(self, *args: Any, **options: Any) -> None:
        audit.CHANNEL.set("command")
        there = {organisation.key for organisation in access.organisations()}
        if there - {demonstration.ORGANISATION}:
            raise CommandError("This house is not new: it has an organisation already.")
        if not there:
            demonstration.make()
        survey = Path(settings.DATA_FOLDER) / "tracking" / "talafar"
        if survey.exists():
            self.stdout.write("Taking in the Tal Afar survey …")
            call_command("talafar", verbosity=0, stdout=self.stdout)
            demonstration.add_findings()
        lines = ["Demonstration sign-ins (password for all: " + demonstration.PASSWORD + ")"]
        lines += [
            f"  {email:<36} {role.replace('_', ' ')}"
            for email, role in demonstration.sign_ins().items()
        ]
        (settings.STATE / "demonstration").touch()
        note = "\n".join(lines) + "\n"
        (settings.STATE / "demonstration-sign-ins.txt").write_text(note, encoding="utf-8")
        self.stdout.write(note)

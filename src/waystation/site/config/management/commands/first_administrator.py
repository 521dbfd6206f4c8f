"""`./waystation manage first_administrator EMAIL NAME`: set up an empty installation."""

from __future__ import annotations

import getpass
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from waystation.foundation.access import actions
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.periods import today_in


class Command(BaseCommand):
    help = "Found the organisation, its first office and its first administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("--organisation", default="Migration office")
        parser.add_argument("--office", default="Main office")

    def handle(self, *args: Any, **options: Any) -> None:
        audit.CHANNEL.set("command")
        interactive = sys.stdin.isatty()
        password = (
            getpass.getpass("Password: ") if interactive else sys.stdin.readline().rstrip("\n")
        )
        try:
            validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        actions.found_organisation(
            organisation=options["organisation"],
            office=options["office"],
            email=options["email"],
            full_name=options["name"],
            password=password,
            on=today_in(),
        )
        self.stdout.write(f"{options['name']} may now sign in and open accounts for others.")

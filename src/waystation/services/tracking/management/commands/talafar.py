"""`./waystation talafar`: process a real survey, and compare it with the published results."""

from __future__ import annotations

import urllib.error
import urllib.request
import uuid
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from waystation.foundation.access import actions as access_actions
from waystation.foundation.access import queries as access
from waystation.foundation.access.http import in_words
from waystation.foundation.shared.errors import Refusal
from waystation.services.tracking import talafar

SHARES, LOWS = 439, 428  # what the note on the data says can be reached, and why not more


class Command(BaseCommand):
    help = "Take the Tal Afar survey from the raw files to its figures, and compare them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--data", default=settings.DATA_FOLDER, help="folder of the data")
        parser.add_argument("--organisation", default="", help="key; by default the first")
        parser.add_argument(
            "--server", default="", help="post to this running server instead, http://…"
        )
        parser.add_argument("--verbose-differences", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        analyst, sender, office = self.people(options["organisation"])
        post = over_http(options["server"]) if options["server"] else in_process()
        try:
            out = talafar.walk(
                Path(options["data"]), analyst, sender, office.id, post, self.stdout.write
            )
        except Refusal as refusal:
            raise CommandError(in_words(refusal)) from None
        self.tell(out, options["verbose_differences"])
        if out.refused or out.shares < SHARES or out.lows < LOWS or out.wrong_rows:
            raise CommandError("The figures of Tal Afar were not reached.")

    def people(self, key: str) -> tuple[Any, Any, Any]:
        """Return an analyst, an enumerator and their office, creating missing ones."""
        there = access.organisations().order_by("id")
        organisation = there.filter(key=key).first() if key else there.first()
        if organisation is None:
            organisation = access_actions.open_organisation(key or "talafar", "Tal Afar exercise")
        office = access_actions.open_office(
            organisation, "tracking", "Displacement tracking", date(2021, 7, 1)
        )
        found = []
        for role, name in [
            ("analyst", "Tal Afar analyst"),
            ("tracking_enumerator", "Tal Afar enumerator"),
        ]:
            email = f"talafar-{role.replace('_', '-')}@{organisation.key}.example.org"
            user = access.user_named(email) or access_actions.open_account(
                None, organisation, email, name, None
            )
            access_actions.give_role(None, user, office, role, date(2021, 7, 1))
            found.append(user)
        return found[0], found[1], office

    def tell(self, out: talafar.Outcome, verbose: bool) -> None:
        write = self.stdout.write
        for rule, count in out.broken_rules.most_common(10):
            write(f"  marked {count:4d} × {rule}")
        for number, question, why in out.not_applied[: None if verbose else 10]:
            write(f"  line {number} ({question}) not applied: {why}")
        for question, count in out.differing.most_common():
            write(f"  {count} cells of {question} differ")
        write(
            f"Shares equal to 1e-9: {out.shares} of {out.published_shares} "
            f"(at least {SHARES} expected)"
        )
        write(
            f"Lower bounds equal to 1e-6: {out.lows} of {out.published_shares} "
            f"(at least {LOWS} expected)"
        )
        write(f"Means equal to 1e-9: {out.means} of {out.published_means}")
        for missed in out.missed:
            write(f"  not equal: {missed}")


def in_process() -> talafar.Post:
    """Return a post that goes through the whole application without a socket."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client

    client = Client(headers={"host": "127.0.0.1"})

    def post(address: str, xml: bytes) -> int:
        part = SimpleUploadedFile("submission.xml", xml, "text/xml")
        return int(client.post(address, {"xml_submission_file": part}).status_code)

    return post


def over_http(server: str) -> talafar.Post:
    """Return a post to a running server."""
    if not server.startswith(("http://", "https://")):
        raise CommandError("Write the address of the server as http://… or https://…")

    def post(address: str, xml: bytes) -> int:
        mark = uuid.uuid4().hex
        body = (
            f"--{mark}\r\nContent-Disposition: form-data; "
            'name="xml_submission_file"; filename="submission.xml"\r\n'
            "Content-Type: text/xml\r\n\r\n"
        ).encode() + xml + f"\r\n--{mark}--\r\n".encode()  # fmt: skip
        request = urllib.request.Request(  # noqa: S310  the scheme is checked above
            server.rstrip("/") + address,
            body,
            {"Content-Type": f"multipart/form-data; boundary={mark}", "X-OpenRosa-Version": "1.0"},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    return post

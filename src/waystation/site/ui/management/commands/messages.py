"""Bring the translation catalogues up to date, check them, or compile them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from waystation.site.ui import catalogues


class Command(BaseCommand):
    help = "Find every string, bring the catalogues up to date, compile them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing, name faults")
        parser.add_argument("--compile", action="store_true", help="only compile what is newer")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["compile"]:
            catalogues.compile_all()
            return
        found = catalogues.phrases()
        if options["check"]:
            faults = [one for lang in catalogues.WRITTEN for one in catalogues.faults(lang, found)]
            if faults:
                raise CommandError("\n".join([*faults[:40], f"{len(faults)} faults in all."]))
            return
        for language in catalogues.WRITTEN:
            missing = catalogues.update(language, found)
            of = len(catalogues.required_phrases(language, found))
            self.stdout.write(f"{language}: {of} strings, {missing} to do")
        catalogues.compile_all()

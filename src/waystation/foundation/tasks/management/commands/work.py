"""`./waystation manage work`: run the queued tasks. `up` starts a worker automatically."""

from __future__ import annotations

import os
import socket
import threading
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, connection

from waystation.foundation.shared import disk
from waystation.foundation.tasks import actions

LOOK_EVERY = 1.0  # seconds


class Command(BaseCommand):
    help = "Do the background tasks: loading packs, estimating, publishing; and the daily work."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="stop when nothing waits")
        parser.add_argument(
            "--with-parent", action="store_true", help="stop when who started this has stopped"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        parent, pause = os.getppid(), threading.Event()
        worker = f"{socket.gethostname()[:50]}:{os.getpid()}"
        daily: date | None = None
        minutely: datetime | None = None
        while True:
            try:
                disk.keep_reserve(settings.STATE, settings.DISK_RESERVE_PER_CENT)
                daily = actions.do_daily_work(daily)
                minutely = actions.do_minutely_work(minutely)
                actions.work_off(worker)
            except DatabaseError as problem:  # the database was restarted, for example: try again
                if options["once"]:
                    raise
                self.stderr.write(str(problem))
                connection.close()
            if options["once"] or (options["with_parent"] and os.getppid() != parent):
                return
            pause.wait(LOOK_EVERY)

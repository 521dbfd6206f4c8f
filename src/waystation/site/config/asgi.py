"""The entry that `./waystation up` serves: Django's own WSGI application behind the gateway."""

import os

from django.conf import settings
from django.db import connection

from waystation.foundation.documents import drawing

from . import env
from .gateway import Gateway, threads
from .wsgi import application as django_application

THREADS = int(env.text("THREADS") or threads(os.cpu_count() or 1))

application = Gateway(
    django_application,
    most_bytes=settings.UPLOAD_MAX_BYTES,
    readers=THREADS,
    # SQLite lets one write at a time: more threads would only wait. With PostgreSQL one more
    # works while others wait for the disk; more than that take Python from each other.
    writers=max(2, THREADS // 2 + (connection.vendor == "postgresql")),
)

drawing.warm_up()

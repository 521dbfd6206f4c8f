"""The entry point of `./waystation up`: Django's WSGI application behind the gateway."""

import os
import threading

from django.conf import settings
from django.db import connection

from waystation.foundation.documents import drawing
from waystation.foundation.shared import cores

from . import env
from .gateway import Gateway, threads
from .worker_start import prepare_worker
from .wsgi import application as django_application

THREADS = int(env.text("THREADS") or threads(os.cpu_count() or 1))

core = cores.core_of_worker(settings.STATE / "workers", int(env.text("WORKERS") or 0))

application = Gateway(
    django_application,
    most_bytes=settings.UPLOAD_MAX_BYTES,
    readers=THREADS,
    # SQLite has one writer at a time, so more threads would only wait. With PostgreSQL one more
    # thread can work while others wait for the disk; further threads would compete for the GIL.
    writers=max(2, THREADS // 2 + (connection.vendor == "postgresql")),
    core=core,
)

threading.Thread(target=prepare_worker, name="worker-start", daemon=True).start()
drawing.warm_up()
cores.stay_on(core)  # the event loop, which is this thread; those started above stay free

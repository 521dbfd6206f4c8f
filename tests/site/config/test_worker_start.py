"""A worker imports its pages before the first request, and never collects them as garbage."""

import subprocess
import sys

WORKER = """
import gc, sys, django
django.setup()
from waystation.site.config.worker_start import THRESHOLDS, prepare_worker
prepare_worker()
assert "waystation.services.centres.views.centres" in sys.modules
assert gc.get_threshold() == THRESHOLDS
print(gc.get_freeze_count(), len(gc.get_objects()))
"""


def test_a_worker_collects_only_what_its_requests_create():
    printed = subprocess.run(
        [sys.executable, "-c", WORKER], capture_output=True, text=True, check=True
    )

    frozen, collectable = map(int, printed.stdout.split())
    assert frozen > 100_000
    assert collectable < frozen / 100

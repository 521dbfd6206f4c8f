"""A worker has its pages before the first request, and its collector leaves them alone."""

import subprocess
import sys

SETTLED = """
import gc, sys, django
django.setup()
from waystation.site.config.settling import THRESHOLDS, settle
settle()
assert "waystation.services.centres.views.centres" in sys.modules
assert gc.get_threshold() == THRESHOLDS
print(gc.get_freeze_count(), len(gc.get_objects()))
"""


def test_a_settled_worker_looks_for_cycles_only_among_what_requests_made():
    told = subprocess.run(
        [sys.executable, "-c", SETTLED], capture_output=True, text=True, check=True
    )

    kept, searched = map(int, told.stdout.split())
    assert kept > 100_000
    assert searched < kept / 100

"""The worker of the background tasks is restarted when it dies, and stops with its server."""

import os
import signal
import subprocess
import sys
import time

KEEPER = """
import sys
from waystation.site.config import keep_working
keep_working.LOOK_EVERY = 0.05
work = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
keep_working.COMMAND = [sys.executable, "-c", work]
keep_working.main()
"""
SERVER = """
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", sys.argv[1]])
time.sleep(60)
"""


def is_there(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_dead_worker_is_replaced_and_none_outlives_the_server():
    command = [sys.executable, "-c", SERVER, KEEPER]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    first = int(server.stdout.readline())
    os.kill(first, signal.SIGKILL)
    second = int(server.stdout.readline())
    alive = is_there(second)

    server.kill()
    server.wait()
    until = time.monotonic() + 30
    while is_there(second) and time.monotonic() < until:
        time.sleep(0.1)
    gone = not is_there(second)
    server.stdout.close()

    assert second != first
    assert (alive, gone) == (True, True)

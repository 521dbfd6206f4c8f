"""Keep the worker of the background tasks running: start another one if it dies."""

from __future__ import annotations

import os
import subprocess
import sys
import time

COMMAND = [sys.executable, "-m", "waystation.site.config.cli", "work", "--with-parent"]
LOOK_EVERY = 0.5  # seconds
SOON, LATE = 0.5, 30.0  # seconds before a restart; LATE if the last worker died at once


def main() -> None:
    """Run one worker after the other until the server that started us has stopped."""
    server, pause = os.getppid(), SOON
    while os.getppid() == server:
        began = time.monotonic()
        worker = subprocess.Popen(COMMAND)
        try:
            while worker.poll() is None and os.getppid() == server:
                time.sleep(LOOK_EVERY)
        finally:
            worker.terminate()
            worker.wait()
        pause = SOON if time.monotonic() - began > LATE else min(pause * 2, LATE)
        until = time.monotonic() + pause
        while time.monotonic() < until and os.getppid() == server:
            time.sleep(LOOK_EVERY)


if __name__ == "__main__":
    main()

"""The commands behind ./waystation."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.site.config.settings")
ROOT = Path(__file__).resolve().parents[4]


def main(arguments: list[str]) -> int:
    """Run a management command of one of the rooms."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["waystation", *arguments])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

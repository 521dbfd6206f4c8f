"""The commands of ./waystation. The apps' own commands are in their management/commands/."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.site.config.settings")


def management_command(arguments: list[str]) -> int:
    """Run a management command; print a refusal as a sentence on standard error and return 1."""
    from django.core.management import execute_from_command_line

    from waystation.foundation.shared.errors import Refusal

    try:
        execute_from_command_line(["./waystation", *arguments])
    except Refusal as refusal:
        print(refusal.in_english(), file=sys.stderr)
        return 1
    return 0


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    from . import development, up

    own: dict[str, Callable[[list[str]], int]] = {
        "up": up.main,
        "test": development.test,
        "check": development.check,
        "bench": development.bench,
        "manage": management_command,
    }
    name = arguments[0] if arguments else "help"
    if name in own:
        return own[name](arguments[1:])
    # Module names have underscores where commands have hyphens: check-text is check_text.
    return management_command([name.replace("-", "_"), *arguments[1:]])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""What the log never holds: the secret part of an address that opens something by itself."""

from __future__ import annotations

import logging
import re
from typing import Any

# The segment after these is a secret, however short: the code of a sign-in at a desk, or a guess.
NAMED = re.compile(r"(/(?:invitation|key|sign-in|open|check|own)/)[^/?\s\"']+")
# So is every long segment that is neither the key of a record nor the name of a file: what opens
# something by itself has 128 bits or more. A new kind of link is hidden without a word here.
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\w:=.-])"
LONG = re.compile(rf"/(?!{UUID})[\w:=-]{{22,}}(?:\.ics)?(?![\w:=.-])")


def hide_secrets(value: Any) -> Any:
    """Return a value as the log may hold it: in a text, secrets of addresses are an ellipsis."""
    return LONG.sub("/…", NAMED.sub(r"\1…", value)) if isinstance(value, str) else value


class NoSecrets(logging.Filter):
    """Hides the secrets of addresses in a line of the log, in what is filled in too."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the line; none is left out."""
        record.msg = hide_secrets(record.msg)
        if isinstance(record.args, dict):
            record.args = {key: hide_secrets(value) for key, value in record.args.items()}
        elif record.args:
            record.args = tuple(hide_secrets(value) for value in record.args)
        return True

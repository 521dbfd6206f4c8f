"""What the log never holds: the secret part of an address that opens something by itself."""

from __future__ import annotations

import logging
import re
from typing import Any

# The segment after these is a secret: an invitee’s link, a phone’s key, a sign-in at a desk, a link
# of a partner.
SECRET = re.compile(r"(/(?:invitation|key|sign-in|open|check)/)[^/?\s\"']+")


def hidden(value: Any) -> Any:
    """Return a value as the log may hold it: in a text, secrets of addresses are an ellipsis."""
    return SECRET.sub(r"\1…", value) if isinstance(value, str) else value


class NoSecrets(logging.Filter):
    """Hides the secrets of addresses in a line of the log, in what is filled in too."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the line; none is left out."""
        record.msg = hidden(record.msg)
        if isinstance(record.args, dict):
            record.args = {key: hidden(value) for key, value in record.args.items()}
        elif record.args:
            record.args = tuple(hidden(value) for value in record.args)
        return True

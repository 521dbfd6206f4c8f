"""Log filter that hides the secret parts of URLs."""

from __future__ import annotations

import logging
import re
from typing import Any

# The segment after these is a secret of any length: a desk's sign-in code, or a guess at one.
NAMED = re.compile(r"(/(?:invitation|key|sign-in|open|check|own)/)[^/?\s\"']+")
# So is every long segment that is neither a record's key nor a file name: secrets have at least 128
# bits. New kinds of links are therefore hidden by default.
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\w:=.-])"
LONG = re.compile(rf"/(?!{UUID})[\w:=-]{{22,}}(?:\.ics)?(?![\w:=.-])")


def hide_secrets(value: Any) -> Any:
    """Return a value for the log; secrets of URLs in a text are replaced by an ellipsis."""
    return LONG.sub("/…", NAMED.sub(r"\1…", value)) if isinstance(value, str) else value


class NoSecrets(logging.Filter):
    """Hides the secrets of URLs in log records, arguments included."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record; never drop it."""
        record.msg = hide_secrets(record.msg)
        if isinstance(record.args, dict):
            record.args = {key: hide_secrets(value) for key, value in record.args.items()}
        elif record.args:
            record.args = tuple(hide_secrets(value) for value in record.args)
        return True

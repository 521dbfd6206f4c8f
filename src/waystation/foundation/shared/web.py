"""Sending JSON to a web address that the settings name, and to no other."""

from __future__ import annotations

import json
import urllib.request
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlparse

SECONDS = 20
LOCAL = {"127.0.0.1", "localhost", "::1"}


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """Refuse every redirect: a POST would become a GET without its body, at another address."""

    def redirect_request(self, *args: Any) -> None:
        return None


def post_json(address: str, content: Any) -> None:
    """Send ``content`` by https, or by http to this machine.

    Raises ValueError for another address, OSError unless the answer is a success.
    """
    parts = urlparse(address)
    if parts.scheme != "https" and (parts.scheme != "http" or parts.hostname not in LOCAL):
        raise ValueError("Only an https address is sent anything.")
    request = urllib.request.Request(  # noqa: S310 - https, see above
        address,
        data=json.dumps(content).encode(),
        headers={"Content-Type": "application/json"},
        method="POST",
    )
    opener = urllib.request.build_opener(NoRedirects)
    try:
        opener.open(request, timeout=SECONDS).close()
    except HTTPError as problem:  # a redirect as well
        problem.close()
        raise OSError(f"{parts.hostname} answered {problem.code}") from None

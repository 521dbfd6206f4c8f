"""The IP address of a request, as far as it can be trusted.

Anybody can send ``X-Forwarded-For``. It is read from its end, as long as the sender of each hop is
one of our own proxies (``WAYSTATION_PROXIES``).
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from django.conf import settings
from django.http import HttpRequest

IPV6_NETWORK = 64  # a customer who has one address of such a network has all of them


@lru_cache(maxsize=8)
def _networks(proxies: tuple[str, ...]) -> list[IPv4Network | IPv6Network]:
    return [ip_network(one, strict=False) for one in proxies]


def _parse(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def client_address(request: HttpRequest) -> str | None:
    """Return the client's IP address: the last hop that is not a trusted proxy."""
    proxies = _networks(tuple(settings.TRUSTED_PROXIES))
    hop = _parse(request.META.get("REMOTE_ADDR", ""))
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    while hop is not None and forwarded and any(hop in network for network in proxies):
        before = _parse(forwarded.pop())
        if before is None:
            break
        hop = before
    return str(hop) if hop is not None else None


def counted_address(request: HttpRequest) -> str | None:
    """Return the address for rate limits: for IPv6, the customer's whole network."""
    address = client_address(request)
    if address is None or ":" not in address:
        return address
    return str(ip_network(f"{address}/{IPV6_NETWORK}", strict=False).network_address)

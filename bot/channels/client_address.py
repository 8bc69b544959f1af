"""Whose request it is, and under which address it was sent: behind a proxy only the proxy can tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from sanic.request import Request

from bot.settings import Proxies, settings_of

Address = IPv4Address | IPv6Address
# One `name=value` of the header Forwarded, the value perhaps in quotes (RFC 7239).
_PAIR = re.compile(r'\s*([a-z]+)\s*=\s*(?:"([^"]*)"|([^\s;,"]+))\s*', re.IGNORECASE)
# An IPv6 subscriber has at least so much; addresses below it cost nothing.
_IPV6_SHARE = 64


def client_address(request: Request) -> str:
    """The address that asks, for limits; of IPv6 its network of 64 bits.

    Read from `Forwarded` or `X-Forwarded-For` only as far as trusted proxies have written it. Where both are there
    and differ, one came with the request: then it is the proxy's own address that counts.
    """
    proxies = settings_of(request.app).trusted_proxies
    peer = _address(request.ip)
    if peer is None:
        return str(request.ip)
    chains = _forwarded_for(request) if _is_trusted(peer, proxies) else []
    found = {_client(chain, peer, proxies) for chain in chains}
    return _share(found.pop() if len(found) == 1 else peer)


def reached_at(request: Request) -> tuple[str, str]:
    """Scheme and host under which a request was sent, as trusted proxies tell it, or else as it came."""
    scheme, host = request.scheme, request.host
    peer = _address(request.ip)
    if peer is not None and _is_trusted(peer, settings_of(request.app).trusted_proxies):
        forwarded = dict(_forwarded_pairs(request)[-1]) if _forwarded_pairs(request) else {}
        scheme = forwarded.get("proto") or _last(request, "x-forwarded-proto") or scheme
        host = forwarded.get("host") or _last(request, "x-forwarded-host") or host
    return ("https" if scheme.lower() in ("https", "wss") else "http"), host


def _client(chain: Sequence[str], peer: Address, proxies: Proxies) -> Address:
    """The last address of a chain that no trusted proxy has."""
    nearest = peer
    for steps, written in enumerate(reversed(chain), start=1):
        if proxies.number and steps > proxies.number:
            break
        if not proxies.number and not _is_trusted(nearest, proxies):
            break
        address = _address(written)
        if address is None:  # "unknown", or a name that hides it
            break
        nearest = address
    return nearest


def _is_trusted(address: Address, proxies: Proxies) -> bool:
    return bool(proxies.number) or any(address in network for network in proxies.networks)


def _forwarded_for(request: Request) -> list[list[str]]:
    """The chains of addresses that the headers give, from the client on."""
    chains = []
    pairs = _forwarded_pairs(request)
    if pairs:
        chains.append([dict(step).get("for", "") for step in pairs])
    listed = ",".join(request.headers.getall("x-forwarded-for", []))
    if listed:
        chains.append(listed.split(","))
    return chains


def _forwarded_pairs(request: Request) -> list[list[tuple[str, str]]]:
    """The steps of the header Forwarded, each with its pairs of name and value."""
    written = ",".join(request.headers.getall("forwarded", []))
    return [
        [(name.lower(), quoted or plain) for name, quoted, plain in _PAIR.findall(step)]
        for step in (written.split(",") if written else [])
    ]


def _last(request: Request, header: str) -> str:
    return ",".join(request.headers.getall(header, [])).rpartition(",")[2].strip()


def _address(written: str) -> Address | None:
    """An address as headers write it, without its port."""
    plain = (written or "").strip().strip('"')
    if plain.startswith("["):
        plain = plain[1:].partition("]")[0]
    elif plain.count(":") == 1:
        plain = plain.partition(":")[0]
    try:
        address = ip_address(plain.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _share(address: Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    return str(ip_network((address, _IPV6_SHARE), strict=False))

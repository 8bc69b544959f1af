"""Ports that are taken before anything that takes time is done."""

from __future__ import annotations

import socket


class PortError(Exception):
    """The port cannot be taken; the message says why and what to do."""


def take_port(host: str, port: int) -> socket.socket:
    """A socket bound to an address, before anything that takes time is done.

    Args:
        host: name or address, of IPv4 or IPv6.
        port: number; 0 takes a free one.

    Raises:
        PortError: somebody else has it, or it is not to be had.
    """
    return _bound(host, port, shared=False)


def share_port(host: str, port: int, number: int) -> list[socket.socket]:
    """Sockets bound to one address, among which the system shares out those who come.

    Args:
        host: name or address, of IPv4 or IPv6.
        port: number; 0 takes a free one.
        number: of sockets.

    Raises:
        PortError: somebody else has it, or it is not to be had.
    """
    # Shared, it would be had even where another server shares it with its own.
    with _bound(host, port, shared=False) as free:
        port = free.getsockname()[1]
    return [_bound(host, port, shared=True) for _ in range(number)]


def _bound(host: str, port: int, shared: bool) -> socket.socket:
    try:
        family, *_, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        taken = socket.socket(family, socket.SOCK_STREAM)
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        taken.bind(address)
    except (OSError, OverflowError) as error:
        raise PortError(
            f"Port {port} of {host} cannot be used: {getattr(error, 'strerror', None) or error}. "
            "Stop what uses it, or choose another one: make run PORT=5006."
        ) from error
    taken.setblocking(False)
    return taken

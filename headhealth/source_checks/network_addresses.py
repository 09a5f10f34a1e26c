"""Which machines may be asked: only those on the public internet.

An editor can write any address into a source, and a site on the internet can redirect to any. Were
they all asked, the command would reach what only this machine can reach: databases, routers, and
the service of a cloud that hands out its keys.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_METADATA = {ipaddress.ip_address("168.63.129.16")}
"""Services of clouds that stand at a public address (Azure's). The others' are link-local."""


class NotPublicError(Exception):
    """The name stands for a machine that is not on the public internet."""


def look_up(host: str, port: int, *, allow_private: bool) -> list[str]:
    """The addresses of ``host``, asked for once, to connect to in their order.

    Raises ``OSError`` where the name has none, ``NotPublicError`` where even one of them is not
    public. Who connects to anything but these lets the name change its meaning in between.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError(f"{host} is no name") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not allow_private and not all(is_public(address) for address in addresses):
        raise NotPublicError(host)
    return addresses


def is_public(address: str) -> bool:
    """Whether anybody on the internet can reach ``address``, and what may be written in it."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if parsed in _NAT64:
        # How networks without IPv4 reach the rest of the world.
        parsed = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
    return all(_is_global(each) for each in (parsed, *_tunnelled(parsed)))


def _is_global(address: _Address) -> bool:
    # Python calls some multicast addresses global, and some that are reserved.
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address in _METADATA
    )


def _tunnelled(address: _Address) -> Iterator[_Address]:
    """IPv4 addresses that packets to an IPv6 address are sent to on their way."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.sixtofour:
            yield address.sixtofour
        if address.teredo:
            yield from address.teredo

"""Where a page may be served: on the loopback interface, which no other computer reaches."""

from __future__ import annotations

from ipaddress import ip_address


def loopback(text: str) -> tuple[str, int]:
    """The host and port that an address names: "", "8000", "localhost", "127.0.0.1:8000", "[::1]:8000"; port 0 is any.

    Raises: ValueError for what is no address, or one that other computers could reach.

    >>> loopback(""), loopback("8000"), loopback("localhost:8000")
    (('127.0.0.1', 0), ('127.0.0.1', 8000), ('127.0.0.1', 8000))
    """
    host, _, port = text.rpartition(":")
    if port and not (port.isascii() and port.isdecimal()):
        host, port = text, ""  # no port, so it must be a host
    host = host.removeprefix("[").removesuffix("]")
    if host in ("", "localhost"):
        host = "127.0.0.1"
    try:
        local = ip_address(host).is_loopback
    except ValueError:
        local = False
    if not local:
        raise ValueError(f"{text} is not an address of this computer alone; give a port, as in --live=8000")
    if len(port) > 5 or int(port or 0) > 65535:
        raise ValueError(f"expected a port from 0 to 65535, got {port}")
    return host, int(port or 0)

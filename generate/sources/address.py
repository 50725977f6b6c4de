"""Public IP addresses; all others belong to private or special networks.

The table is our own because ``ipaddress.is_global`` has gaps that differ between Python versions.
Source: the IANA special-purpose address registries for IPv4 and IPv6, and the clouds' metadata addresses.
"""

import ipaddress

_NOT_PUBLIC_V4 = [
    ipaddress.IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # shared between carriers; also Alibaba's metadata
        "127.0.0.0/8",
        "168.63.129.16/32",  # Azure's wire server
        "169.254.0.0/16",  # link-local; the clouds' metadata
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved and broadcast
    )
]
_PUBLIC_V6 = ipaddress.IPv6Network("2000::/3")
_NOT_PUBLIC_V6 = [
    ipaddress.IPv6Network(block)
    for block in (
        "2001::/23",  # protocol assignments, Teredo and ORCHID among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",
        "3ffe::/16",  # the old 6bone
        "3fff::/20",  # documentation
    )
]
_ISATAP = (0x00005EFE, 0x02005EFE)  # upper half of an interface identifier with an IPv4 address (RFC 5214)


def is_public(address: str) -> bool:
    """Return whether ``address``, as returned by the resolver, can belong to a public server."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return not any(ip in block for block in _NOT_PUBLIC_V4)
    return _is_public_v6(ip)


def _is_public_v6(ip: ipaddress.IPv6Address) -> bool:
    if ip.scope_id is not None or ip not in _PUBLIC_V6:
        return False
    holds_v4 = (int(ip) >> 32 & 0xFFFFFFFF) in _ISATAP
    return not holds_v4 and not any(ip in block for block in _NOT_PUBLIC_V6)

"""Who knocks, as far as a request tells: the address that throttles count, the browser that a list of sessions names."""

import secrets
from collections.abc import Collection
from ipaddress import IPv6Address, ip_address, ip_network

from starlette.requests import Request

BROWSERS = {
    "Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chromium/": "Chromium", "Chrome/": "Chrome",
    "Safari/": "Safari", "curl/": "curl", "python-httpx/": "programme Python",
}  # fmt: skip
SYSTEMS = {
    "Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS X": "macOS", "Linux": "Linux",
}  # fmt: skip
"""The mark of each in a User-Agent. The first that is found counts: many claim to be others as well."""


def agent(request: Request) -> str:
    """The browser and the system in a few words, e.g. « Firefox sous Linux »; never the text that was sent."""
    said = request.headers.get("user-agent", "")
    browser = next((name for mark, name in BROWSERS.items() if mark in said), "navigateur inconnu")
    system = next((name for mark, name in SYSTEMS.items() if mark in said), "")
    return f"{browser} sous {system}" if system else browser


def request_id(request: Request) -> str:
    """The id of this request, the same in the log, in the audit trail and in the answer's headers."""
    return str(request.scope.get("request_id") or secrets.token_hex(8))


def address(request: Request, proxies: Collection[str]) -> str:
    """The address that a request comes from: the socket's, or the last hop that one of our own proxies names.

    Of an IPv6 address the first 64 bits: the rest is its owner's to change.
    """
    found = request.client.host if request.client else ""
    if found in proxies:
        found = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip() or found
    try:
        parsed = ip_address(found)
    except ValueError:
        return ""
    return str(ip_network((parsed, 64), strict=False)) if isinstance(parsed, IPv6Address) else str(parsed)

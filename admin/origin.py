"""Where a request comes from: another site is refused before anything is read."""

from collections.abc import Collection

from starlette.requests import Request


def same_site(request: Request, https: bool, trusted: Collection[str]) -> bool:
    """Does this request come from our own pages? A browser always says where a POST comes from."""
    origin = request.headers.get("origin")
    if origin is None:
        return request.headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}
    # Behind a proxy that ends TLS the request arrives as http; its origin is https all the same.
    own = f"{'https' if https else request.url.scheme}://{request.headers.get('host', '')}"
    return origin == own or origin in trusted

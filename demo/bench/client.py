"""A client that costs little: HTTP/1.1 over loopback, connections kept open, requests made once as bytes."""

import asyncio
from http.cookies import SimpleCookie
from typing import Any, Self
from urllib.parse import urlencode

import orjson

HOST = "127.0.0.1"


class NotAnswered(Exception):
    """The server refused, or closed the connection."""


def get(path: str, cookie: str = "", **query: object) -> bytes:
    """A GET request as bytes."""
    target = f"{path}?{urlencode(query)}" if query else path
    return f"GET {target} HTTP/1.1\r\nHost: {HOST}\r\nCookie: {cookie}\r\n\r\n".encode()


def post(path: str, body: Any, cookie: str = "") -> bytes:
    """A POST request of JSON as bytes."""
    content = orjson.dumps(body)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nCookie: {cookie}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


class Line:
    """One connection; one request at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.cookie = ""

    @classmethod
    async def open(cls, port: int) -> Self:
        """Connect."""
        return cls(*await asyncio.open_connection(HOST, port, limit=2**22))

    async def ask(self, request: bytes) -> bytes:
        """The body of the answer. Raises `NotAnswered` unless its status is 200."""
        self.writer.write(request)
        try:
            head = await self.reader.readuntil(b"\r\n\r\n")
            headers = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:-2])
            body = await self.reader.readexactly(int(headers[b"content-length"]))
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise NotAnswered(str(error)) from None
        if head[9:12] != b"200":
            raise NotAnswered(f"{head[:12].decode()} {body[:400].decode(errors='replace')}")
        if b"set-cookie" in headers:
            self._keep(head)
        return body

    def _keep(self, head: bytes) -> None:
        for line in head.decode().split("\r\n"):
            if line.lower().startswith("set-cookie:"):
                self.cookie = "; ".join(f"{key}={each.value}" for key, each in SimpleCookie(line[11:].strip()).items())

    def close(self) -> None:
        """Hang up."""
        self.writer.close()

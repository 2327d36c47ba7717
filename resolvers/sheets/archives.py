"""The inside of a zipped workbook, unpacked under bounds and packed again: what we checked is what will be read.

The sizes that an archive announces are not believed, and names that stand twice are refused: two readers must not
see two workbooks in one file.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from rules.problems import Code, Refused, problem

UNPACKED_BYTES = 20_000_000
DIRECTORY_BYTES = 256_000
_END, _END_64 = b"PK\x05\x06", b"PK\x06\x07"
_END_SIZE, _LONGEST_COMMENT = 22, 65_535
_ENCRYPTED = 0x1
_PACKINGS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


def names(body: bytes) -> frozenset[str]:
    """The names inside a zip, in lower case, nothing unpacked. Raises `Refused`."""
    with _opened(body) as archive:
        return frozenset(entry.filename.casefold() for entry in archive.infolist())


def unpacked(body: bytes, wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """The wanted members of a zip, by name in lower case. Raises `Refused`."""
    with _opened(body) as archive:
        return _members(archive, wanted)


@contextmanager
def _opened(body: bytes) -> Iterator[zipfile.ZipFile]:
    _check_directory(body)
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            yield archive
    # Whatever `zipfile` and `zlib` raise at bytes that are no archive, or a broken one: they name no class for it.
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, struct.error):
        raise Refused(problem(Code.SHEET_BROKEN, "sheet")) from None


def packed(members: Mapping[str, bytes]) -> bytes:
    """These members as a zip, nothing squeezed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


def _members(archive: zipfile.ZipFile, wanted: Callable[[str], bool]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    left = UNPACKED_BYTES
    for entry in archive.infolist():
        name = entry.filename.casefold()
        if not wanted(name):
            continue
        if entry.flag_bits & _ENCRYPTED:
            raise Refused(problem(Code.SHEET_ENCRYPTED, "sheet"))
        if name in found or entry.compress_type not in _PACKINGS:
            raise Refused(problem(Code.SHEET_BROKEN, "sheet"))
        with archive.open(entry) as member:
            found[name] = member.read(left + 1)
        left -= len(found[name])
        if left < 0:
            detail = f"{UNPACKED_BYTES // 1_000_000} Mo au plus une fois décompressé"
            raise Refused(problem(Code.SHEET_TOO_LARGE, "sheet", detail=detail))
    return found


def _check_directory(body: bytes) -> None:
    """Its list of members is read whole by any reader: it is bounded before."""
    tail = body[-(_END_SIZE + _LONGEST_COMMENT) :]
    end = tail.rfind(_END)
    if end < 0 or len(tail) - end < _END_SIZE:
        raise Refused(problem(Code.SHEET_BROKEN, "sheet"))
    (size,) = struct.unpack_from("<L", tail, end + 12)
    if size > DIRECTORY_BYTES or _END_64 in tail[max(0, end - 20) : end]:
        raise Refused(problem(Code.SHEET_TOO_LARGE, "sheet", detail="le classeur contient trop d'éléments"))

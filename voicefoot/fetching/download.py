"""Downloads one file, in as many pieces as the connection breaks it into, and checks it.

What has arrived lies in a file of its own until all of it is there. If the connection breaks, the rest is
asked for; if the program ends, the next one goes on from there. The server is trusted with nothing: neither
with the size nor with what is in the file, and not with where it sends us.

A whole voice is put together in `install`.
"""

from __future__ import annotations

import errno
import hashlib
import http.client
import os
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email.message import Message
from http import HTTPStatus
from pathlib import Path
from typing import IO, NoReturn
from urllib.parse import unquote

from voicefoot import __version__
from voicefoot.errors import FetchError, OutputError, reason_of
from voicefoot.fetching.addresses import host_of, is_here, is_secure
from voicefoot.fetching.catalogue import RemoteFile
from voicefoot.text import shown

READ_BYTES = 1 << 16
STALL_SECONDS = 30.0
"""How long a server may send nothing at all."""
PAUSES_SECONDS = (1.0, 3.0, 10.0)
"""The waits before each new attempt that follows on one that brought nothing."""
MAX_REDIRECTS = 5

_ENOUGH_BYTES = 1 << 16
"""An attempt that brought less brought nothing: somebody who sends single bytes does not keep us forever."""

_GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
_BUSY = {
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
}
_FULL = {errno.ENOSPC, errno.EDQUOT}

OnProgress = Callable[[int], None]
"""Called with the number of bytes of the file that are there."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a download waits, in seconds."""

    stall: float = STALL_SECONDS
    pauses: tuple[float, ...] = PAUSES_SECONDS
    sleep: Callable[[float], None] = time.sleep


class _BrokenOffError(Exception):
    """The connection failed; another attempt may bring the rest. The text is half a sentence."""


class _UnreachableError(_BrokenOffError):
    """There is no connection at all. If there was none before, there is no use in waiting for one."""


class _StaleError(Exception):
    """What is there does not belong to what the server has now; it has to be fetched from its beginning."""


def download(
    address: str, file: RemoteFile, part: Path, on_progress: OnProgress, patience: Patience | None = None
) -> None:
    """Bring all of `file`, which is at `address`, into `part`, and check it.

    What `part` holds already is not fetched again. Raises FetchError; `part` then holds what may be gone on
    from, or nothing. Raises OutputError if it can't be written.
    """
    patience = patience or Patience()
    was_resumed = _size(part) > 0
    _bring(address, file, part, on_progress, patience)
    if matches(file, part):
        return
    forget(part)
    if was_resumed:  # the file at the source is another one by now than when it was begun
        _bring(address, file, part, on_progress, patience)
        if matches(file, part):
            return
        forget(part)
    raise FetchError(
        f"{_what(address)} is not what it should be: its digest is another; nothing was installed. "
        "Try again later, or fetch it from elsewhere with --from"
    )


def matches(file: RemoteFile, path: Path) -> bool:
    """Whether `path` holds all of `file` and nothing else."""
    try:
        with path.open("rb") as stream:
            if os.fstat(stream.fileno()).st_size != file.size:
                return False
            digest = hashlib.new(file.algorithm, usedforsecurity=file.algorithm != "md5")
            while piece := stream.read(READ_BYTES):
                digest.update(piece)
    except OSError:
        return False
    return digest.hexdigest() == file.digest


def forget(part: Path) -> None:
    """Remove what has arrived of a file."""
    for path in (part, _mark_path(part)):
        with suppress(FileNotFoundError):
            path.unlink()


def _bring(address: str, file: RemoteFile, part: Path, on_progress: OnProgress, patience: Patience) -> None:
    """Make `part` as long as `file`, in as many attempts as it takes."""
    opener = _opener(address)
    in_vain, has_gained = 0, False
    while True:
        before = _size(part)
        if before > file.size:
            forget(part)
            before = 0
        on_progress(before)
        if before == file.size:
            return
        try:
            _receive(opener, address, file, part, on_progress, patience.stall)
        except _StaleError:
            forget(part)
            in_vain += 1
            reason = "what it sends does not go on from where it stopped"
        except _BrokenOffError as error:
            gained = max(0, _size(part) - before)
            in_vain = 0 if gained >= _ENOUGH_BYTES else in_vain + 1
            has_gained = has_gained or gained > 0
            reason = str(error)
            if isinstance(error, _UnreachableError) and not has_gained:
                raise FetchError(
                    f"{_what(address)} was not fetched: {reason}; see whether this machine has a network, "
                    "or fetch it from a folder with --from"
                ) from error
        else:
            continue
        if in_vain > len(patience.pauses):
            raise FetchError(
                f"{_what(address)} was not fetched: {reason}; "
                "type the same again later, and it goes on from where it stopped"
            )
        if in_vain:
            patience.sleep(patience.pauses[in_vain - 1])


def _receive(
    opener: urllib.request.OpenerDirector,
    address: str,
    file: RemoteFile,
    part: Path,
    on_progress: OnProgress,
    stall_seconds: float,
) -> None:
    """Append to `part` what one answer brings. Raises _BrokenOffError if it ends too early."""
    have = _size(part)
    request = urllib.request.Request(address, headers=_headers(have, part))  # noqa: S310 - checked
    try:
        answer = opener.open(request, timeout=stall_seconds)
    except urllib.error.HTTPError as error:
        with error:
            _refuse(address, error.code, has_part=have > 0)
    except urllib.error.URLError as error:
        raise _unreachable(address, error.reason) from error
    except (OSError, http.client.HTTPException) as error:
        raise _unreachable(address, error) from error
    with answer:
        start = _start_of(answer.status, answer.headers, have)
        _check_length(address, file, answer.headers, start)
        if start == 0:
            _keep_mark(part, answer.headers)
        with _writing(part, start, file) as stream:
            _copy(answer, stream, address, file, start, on_progress)


def _copy(
    answer: http.client.HTTPResponse,
    stream: IO[bytes],
    address: str,
    file: RemoteFile,
    start: int,
    on_progress: OnProgress,
) -> None:
    have = start
    while have < file.size:
        try:
            piece = answer.read1(min(READ_BYTES, file.size - have))
        except TimeoutError as error:
            raise _BrokenOffError(f"{host_of(address)} sends nothing any more") from error
        except (OSError, http.client.HTTPException) as error:
            raise _BrokenOffError("the connection was lost") from error
        if not piece:
            if answer.chunked:  # it says where it ends, and that was there
                raise _wrong_size(address, str(have), file.size)
            raise _BrokenOffError("the connection was lost")
        _write(stream, piece, file)
        have += len(piece)
        on_progress(have)


# -- what is asked, and what is answered ----------------------------------------------------------


def _headers(have: int, part: Path) -> dict[str, str]:
    headers = {"User-Agent": f"voicefoot/{__version__}", "Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
        mark = _mark(part)
        if mark:
            headers["If-Range"] = mark
    return headers


def _start_of(status: int, headers: Message, have: int) -> int:
    """Return the place in the file at which the answer begins. Raises _StaleError if that is no use."""
    if status != HTTPStatus.PARTIAL_CONTENT:
        return 0
    said = headers.get("Content-Range", "").strip()
    if not said.startswith(f"bytes {have}-"):
        raise _StaleError
    return have


def _check_length(address: str, file: RemoteFile, headers: Message, start: int) -> None:
    """Raise FetchError if the answer says that it brings anything else than the rest of the file."""
    said = headers.get("Content-Length")
    if said is None:
        return
    expected = file.size - start
    if said.strip() != str(expected):
        raise _wrong_size(address, said, expected)


def _wrong_size(address: str, said: str, expected: int) -> FetchError:
    return FetchError(
        f"{_what(address)} is not what it should be: it has {shown(said)} bytes in place of {expected}; "
        "nothing was installed. Try again later, or fetch it from elsewhere with --from"
    )


def _refuse(address: str, code: int, *, has_part: bool) -> NoReturn:
    """Raise what an answer with the status `code` means."""
    if code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and has_part:
        raise _StaleError
    if code in _GONE:
        raise FetchError(
            f"{_what(address)} is not there any more ({code}); a newer voicefoot may know where it is, "
            "or choose another voice"
        )
    if code in _BUSY:
        raise _BrokenOffError(f"{host_of(address)} is too busy ({code})")
    what = "sends us on and on" if code < HTTPStatus.BAD_REQUEST else f"refuses {_what(address)}"
    raise FetchError(f"{host_of(address)} {what} ({code}); fetch it from elsewhere with --from")


def _unreachable(address: str, reason: object) -> Exception:
    """Return what the failure of a connection, `reason`, means: an error, or that it is worth an attempt."""
    host = host_of(address)
    if isinstance(reason, ssl.SSLCertVerificationError):
        return FetchError(
            f"{host} can't prove that it is {host} ({shown(reason.verify_message)}); nothing was fetched. "
            "See whether this machine's date is right, and who stands between it and the network"
        )
    if isinstance(reason, ssl.SSLError):
        why = shown(reason.reason or str(reason))
        return FetchError(f"{host} does not speak https ({why}); check the address")
    if isinstance(reason, TimeoutError):
        return _UnreachableError(f"{host} does not answer")
    if isinstance(reason, http.client.RemoteDisconnected | ConnectionResetError):
        return _BrokenOffError("the connection was lost")
    if isinstance(reason, OSError):
        return _UnreachableError(f"{host} can't be reached ({reason_of(reason)})")
    return FetchError(f"{host} does not speak http ({shown(str(reason))}); check the address")


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows a server that sends us on, to https alone."""

    max_redirections = MAX_REDIRECTS
    max_repeats = MAX_REDIRECTS

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: Message,
        newurl: str,
    ) -> urllib.request.Request | None:
        if not is_secure(newurl) and not (is_here(newurl) and is_here(req.full_url)):
            fp.close()
            raise FetchError(
                f"{host_of(req.full_url)} sends us on to {shown(newurl)}, which is not https; "
                "nothing was fetched. Fetch it from elsewhere with --from"
            )
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]  # it is what the base class hands us


def _opener(address: str) -> urllib.request.OpenerDirector:
    """Return what opens addresses: by http and https, through the proxies that the system names."""
    opener = urllib.request.OpenerDirector()
    proxies: dict[str, str] | None = {} if is_here(address) else None
    for handler in (
        urllib.request.ProxyHandler(proxies),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        _Redirects(),
    ):
        opener.add_handler(handler)
    return opener


def _what(address: str) -> str:
    return shown(unquote(address.rpartition("/")[2]))


# -- the file that grows --------------------------------------------------------------------------


def _size(part: Path) -> int:
    try:
        return part.stat().st_size
    except OSError:
        return 0


def _writing(part: Path, start: int, file: RemoteFile) -> IO[bytes]:
    """Open `part` so that what is written follows on its first `start` bytes."""
    try:
        stream = part.open("r+b" if start else "wb", buffering=0)
        stream.seek(start)
    except OSError as error:
        raise _not_written(file, part, error) from error
    return stream


def _write(stream: IO[bytes], piece: bytes, file: RemoteFile) -> None:
    view = memoryview(piece)
    try:
        while view:
            view = view[stream.write(view) :]
    except OSError as error:
        raise _not_written(file, Path(stream.name), error) from error


def _not_written(file: RemoteFile, part: Path, error: OSError) -> OutputError:
    """Return the error, and give the room back if there is too little."""
    if error.errno in _FULL:
        forget(part)
        return no_room(file.size, part.parent)
    return OutputError(f"{part} was not written: {reason_of(error)}; see who may write in {part.parent}")


def no_room(needed_bytes: int, folder: Path) -> OutputError:
    """Return the error of a disk that has no room for `needed_bytes` more."""
    return OutputError(
        f"there is no room for {needed_bytes / 1e6:.0f} MB on the disk of {folder}; "
        "make room there, and type the same again"
    )


def _mark_path(part: Path) -> Path:
    return part.with_name(f"{part.name}.mark")


def _keep_mark(part: Path, headers: Message) -> None:
    """Keep what tells this version of the file at the server from others, for `If-Range`."""
    tag = headers.get("ETag", "").strip()
    mark = tag if tag.startswith('"') else ""  # a weak one can't be used for this
    with suppress(OSError):
        _mark_path(part).write_text(mark, encoding="latin-1")


def _mark(part: Path) -> str:
    try:
        mark = _mark_path(part).read_text(encoding="latin-1")
    except OSError:
        return ""
    return mark if mark.isprintable() else ""

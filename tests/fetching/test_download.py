"""A file arrives whole, or there is one message and nothing that could be taken for it."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import file_server as server
from tests.support.file_server import FileServer, file_server
from tests.support.remote_voices import remote_file
from voicefoot.errors import FetchError
from voicefoot.fetching.download import Patience, download

DATA = bytes(range(256)) * 1_200
PATH = "/some/tugão model.onnx"
FILE = remote_file(PATH[1:], "model.onnx", DATA)


@pytest.fixture
def site() -> Iterator[FileServer]:
    with file_server({PATH: DATA}) as running:
        yield running


class Fetching:
    """Downloads FILE from `site` into a folder, and notes how long it waited and how far it came."""

    def __init__(self, site: FileServer, folder: Path) -> None:
        self.site = site
        self.part = folder / "model.onnx.part"
        self.waits: list[float] = []
        self.progress: list[int] = []

    def run(self, address: str | None = None, stall: float = 20.0) -> None:
        patience = Patience(stall, (1.0, 3.0), self.waits.append)
        base = self.site.address if address is None else address
        download(f"{base}some/tug%C3%A3o%20model.onnx", FILE, self.part, self.progress.append, patience)

    def fails(self, address: str | None = None, stall: float = 20.0) -> str:
        with pytest.raises(FetchError) as raised:
            self.run(address, stall)
        assert "\n" not in str(raised.value)
        return str(raised.value)

    @property
    def data(self) -> bytes | None:
        return self.part.read_bytes() if self.part.exists() else None


@pytest.fixture
def fetching(site: FileServer, tmp_path: Path) -> Fetching:
    return Fetching(site, tmp_path)


def test_a_whole_file(fetching: Fetching) -> None:
    fetching.run()
    assert fetching.data == DATA
    assert fetching.progress[0] == 0
    assert fetching.progress[-1] == len(DATA)
    assert fetching.progress == sorted(fetching.progress)
    headers = fetching.site.requests[0].headers
    assert headers["user-agent"].startswith("voicefoot/")
    assert "range" not in headers


def test_broken_off_it_goes_on_by_itself(fetching: Fetching) -> None:
    fetching.site.faults += [server.breaks_off(100_000), server.breaks_off(100_000)]
    fetching.run()
    assert fetching.data == DATA
    assert [start for _, start in fetching.site.starts] == [0, 100_000, 200_000]
    assert fetching.site.requests[1].headers["if-range"] == '"one"'
    assert fetching.waits == []


def test_it_goes_on_in_another_process(fetching: Fetching) -> None:
    fetching.part.write_bytes(DATA[:70_000])
    fetching.run()
    assert fetching.data == DATA
    assert fetching.site.starts[0][1] == 70_000


def test_what_is_all_there_is_not_asked_for(fetching: Fetching) -> None:
    fetching.part.write_bytes(DATA)
    fetching.run()
    assert fetching.site.requests == []


def test_a_file_that_changed_meanwhile_is_sent_anew(fetching: Fetching) -> None:
    fetching.site.faults.append(server.breaks_off(100_000))
    fetching.site.faults.append(server.answers(503))
    fetching.site.faults.append(server.ignores_ranges)
    fetching.run()
    assert fetching.data == DATA


def test_the_mark_of_another_version_is_heeded(fetching: Fetching) -> None:
    fetching.part.write_bytes(b"?" * 100_000)
    fetching.part.with_name("model.onnx.part.mark").write_text('"older"')
    fetching.run()
    assert fetching.data == DATA
    assert fetching.site.requests[0].headers["if-range"] == '"older"'
    assert len(fetching.site.requests) == 1


def test_a_beginning_of_something_else_is_noticed_and_fetched_anew(fetching: Fetching) -> None:
    fetching.part.write_bytes(b"?" * 100_000)
    fetching.run()
    assert fetching.data == DATA
    assert [start for _, start in fetching.site.starts] == [100_000, 0]


def test_too_much_of_it_is_fetched_anew(fetching: Fetching) -> None:
    fetching.part.write_bytes(DATA + b"more")
    fetching.run()
    assert fetching.data == DATA


@pytest.mark.parametrize("fault", [server.mistakes_ranges, server.answers(416)])
def test_another_part_than_was_asked_for_is_not_taken(fault: server.Fault, fetching: Fetching) -> None:
    fetching.part.write_bytes(DATA[:70_000])
    fetching.site.faults.append(fault)
    fetching.run()
    assert fetching.data == DATA
    assert [start for _, start in fetching.site.starts] == [70_000, 0]


def test_a_slow_server_is_waited_for(fetching: Fetching) -> None:
    fetching.site.faults.append(server.trickles(10_000))
    fetching.run()
    assert fetching.data == DATA
    assert len(fetching.site.requests) == 1


def test_a_server_that_falls_silent_is_asked_again(fetching: Fetching) -> None:
    fetching.site.faults.append(server.stalls(100_000))
    fetching.run(stall=1.0)
    assert fetching.data == DATA
    assert fetching.site.starts[1][1] == 100_000


def test_a_server_that_stays_silent_is_given_up_and_what_came_is_kept(fetching: Fetching) -> None:
    fetching.site.faults += [server.stalls(100_000), *[server.stalls(0)] * 3]
    assert fetching.fails(stall=0.5) == (
        f"tugão model.onnx was not fetched: {fetching.site.address[7:-1]} sends nothing any more; "
        "type the same again later, and it goes on from where it stopped"
    )
    assert fetching.data == DATA[:100_000]
    assert fetching.waits == [1.0, 3.0]


def test_single_bytes_do_not_keep_us_for_ever(fetching: Fetching) -> None:
    fetching.site.faults += [server.breaks_off(1)] * 50
    assert "the connection was lost" in fetching.fails()
    assert len(fetching.site.requests) == 3


def test_a_busy_server_is_asked_again(fetching: Fetching) -> None:
    fetching.site.faults += [server.answers(503), server.answers(429)]
    fetching.run()
    assert fetching.data == DATA
    assert fetching.waits == [1.0, 3.0]


def test_a_busy_server_is_given_up(fetching: Fetching) -> None:
    fetching.site.faults += [server.answers(503)] * 9
    assert "is too busy (503); type the same again later" in fetching.fails()


def test_another_content_is_not_kept(fetching: Fetching) -> None:
    fetching.site.faults.append(server.sends(b"?" * len(DATA)))
    assert fetching.fails() == (
        "tugão model.onnx is not what it should be: its digest is another; nothing was installed. "
        "Try again later, or fetch it from elsewhere with --from"
    )
    assert fetching.data is None


@pytest.mark.parametrize("length", [10, len(DATA) - 1, len(DATA) + 1, 10**15])
def test_another_size_is_refused_before_it_is_fetched(length: int, fetching: Fetching) -> None:
    fetching.site.faults.append(server.sends(b"", Content_Length=str(length)))
    assert f"it has {length} bytes in place of {len(DATA)}; nothing was installed" in fetching.fails()
    assert not fetching.data


def test_a_page_of_somebody_in_between_is_no_voice(fetching: Fetching) -> None:
    fetching.site.faults.append(server.sends_in_chunks(b"<html>Please accept our terms.</html>"))
    assert f"it has 37 bytes in place of {len(DATA)}; nothing was installed" in fetching.fails()


def test_no_more_is_read_than_the_file_has(fetching: Fetching) -> None:
    fetching.site.faults.append(server.sends_in_chunks(DATA + b"more"))
    fetching.run()
    assert fetching.data == DATA


def test_a_file_that_is_gone(fetching: Fetching) -> None:
    for code in (404, 410):
        fetching.site.faults.append(server.answers(code))
        assert fetching.fails() == (
            f"tugão model.onnx is not there any more ({code}); "
            "a newer voicefoot may know where it is, or choose another voice"
        )


def test_a_server_that_refuses(fetching: Fetching) -> None:
    fetching.site.faults.append(server.answers(403))
    assert "refuses tugão model.onnx (403); fetch it from elsewhere" in fetching.fails()


def test_no_network_is_told_at_once(fetching: Fetching) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        told = fetching.fails(f"http://127.0.0.1:{port}/")
    assert told == (
        f"tugão model.onnx was not fetched: 127.0.0.1:{port} can't be reached (connection refused); "
        "see whether this machine has a network, or fetch it from a folder with --from"
    )
    assert fetching.waits == []


def test_it_is_sent_on(fetching: Fetching) -> None:
    fetching.site.files["/else/where"] = DATA
    fetching.part.write_bytes(DATA[:70_000])
    fetching.site.faults.append(server.answers(302, Location="/else/where"))
    fetching.run()
    assert fetching.data == DATA
    assert fetching.site.starts == [(PATH.rpartition("/")[2], 70_000), ("where", 70_000)]


@pytest.mark.parametrize(
    "target", ["http://elsewhere.example/x", "ftp://elsewhere.example/x", "//elsewhere.example/x"]
)
def test_it_is_not_sent_to_where_others_can_read_along(target: str, fetching: Fetching) -> None:
    fetching.site.faults.append(server.answers(302, Location=target))
    told = fetching.fails()
    assert "elsewhere.example/x, which is not https; nothing was fetched" in told
    assert fetching.data is None


def test_it_is_not_sent_to_this_machine_s_files(fetching: Fetching) -> None:
    fetching.site.faults.append(server.answers(302, Location="file:///etc/passwd"))
    assert "302" in fetching.fails()
    assert fetching.data is None


def test_it_is_not_sent_round_and_round(fetching: Fetching) -> None:
    fetching.site.faults += [server.answers(302, Location="/round")] * 50
    assert "sends us on and on (302)" in fetching.fails()
    assert len(fetching.site.requests) <= 10


def test_a_server_that_speaks_something_else(fetching: Fetching) -> None:
    fetching.site.faults.append(server.speaks_nonsense)
    assert "does not speak http (220 mail.example ESMTP" in fetching.fails()


@pytest.fixture
def secure_site(tmp_path: Path) -> Iterator[tuple[FileServer, Path]]:
    """A server that speaks https, and its certificate, which nobody vouches for."""
    if shutil.which("openssl") is None:
        pytest.skip("it takes openssl to make a certificate")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
    ]
    command += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with file_server({PATH: DATA}, context) as site:
        site.address = site.address.replace("http://127.0.0.1", "https://localhost")
        yield site, certificate


def test_a_server_that_can_t_prove_who_it_is(
    fetching: Fetching, secure_site: tuple[FileServer, Path]
) -> None:
    told = fetching.fails(secure_site[0].address)
    assert "can't prove that it is localhost" in told
    assert "self" in told
    assert "nothing was fetched. See whether this machine's date is right" in told
    assert fetching.data is None


def test_over_https(
    fetching: Fetching, secure_site: tuple[FileServer, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    site, certificate = secure_site
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    site.faults += [server.breaks_off(100_000), server.answers(302, Location="/else/where")]
    site.files["/else/where"] = DATA
    fetching.run(site.address)
    assert fetching.data == DATA
    assert [request.start for request in site.requests] == [0, 100_000, 100_000]


def test_from_https_it_is_not_sent_to_http_even_here(
    fetching: Fetching, secure_site: tuple[FileServer, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    site, certificate = secure_site
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    site.faults.append(server.answers(302, Location=f"{fetching.site.address}x"))
    assert "which is not https; nothing was fetched" in fetching.fails(site.address)
    assert fetching.site.requests == []


def test_a_server_that_does_not_speak_https(fetching: Fetching) -> None:
    assert "does not speak https (" in fetching.fails(fetching.site.address.replace("http:", "https:"))

"""Holds what belongs to one system alone in the modules that are made for it, each of which has another way,
or says that there is none: see "Systems" in docs/architecture.md.

`scripts/check` finds the same by types, as mypy sees the code on each system. This finds it also in what mypy
passes over, and says where it may be.
"""

from __future__ import annotations

import ast
import mmap
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_layers import modules

MODULES_OF_POSIX = {
    "crypt", "curses", "fcntl", "grp", "nis", "posix", "pty", "pwd", "readline", "resource", "spwd", "syslog",
    "termios", "tty",
}  # fmt: skip
MODULES_OF_WINDOWS = {"_winapi", "msvcrt", "nt", "winreg", "winsound", "winrt"}
MODULES_OF_MACOS = {"AppKit", "Foundation", "MediaPlayer", "objc"}

NAMES_OF_POSIX = {
    "os": {
        "O_CLOEXEC", "O_DIRECTORY", "O_NOCTTY", "O_NOFOLLOW", "O_NONBLOCK", "O_SYNC", "WNOHANG", "chown",
        "chroot", "ctermid", "fchmod", "fchown", "fork", "forkpty", "fstatvfs", "getegid", "geteuid",
        "getgid", "getgroups", "getloadavg", "getpgid", "getpgrp", "getpriority", "getresuid", "getsid",
        "getuid", "killpg", "lchown", "lockf", "memfd_create", "mkfifo", "mknod", "nice", "openpty",
        "pipe2", "posix_fadvise", "posix_spawn", "pread", "pwrite", "register_at_fork", "sched_getaffinity",
        "sched_setaffinity", "sched_setscheduler", "sendfile", "set_blocking", "setegid", "seteuid",
        "setgid", "setpgid", "setpriority", "setsid", "setuid", "statvfs", "sysconf", "tcgetpgrp",
        "tcsetpgrp", "ttyname", "uname", "wait", "wait3", "wait4", "waitid",
    },
    "signal": {
        "ITIMER_REAL", "SIGALRM", "SIGCHLD", "SIGCONT", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGQUIT",
        "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGUSR1", "SIGUSR2", "SIGWINCH", "SIG_BLOCK",
        "SIG_SETMASK", "SIG_UNBLOCK", "alarm", "pause", "pthread_kill", "pthread_sigmask", "setitimer",
        "siginterrupt", "sigpending", "sigtimedwait", "sigwait",
    },
    "mmap": {
        "MAP_ANON", "MAP_ANONYMOUS", "MAP_PRIVATE", "MAP_SHARED", "PROT_EXEC", "PROT_READ", "PROT_WRITE",
    },
    "socket": {
        "AF_UNIX", "SCM_RIGHTS", "SO_PEERCRED", "recv_fds", "send_fds",
    },
}  # fmt: skip
"""What Python has on Linux and macOS but not on Windows (`os.set_blocking`: there from 3.12 on)."""

ARGUMENTS_OF_POSIX = {"preexec_fn", "process_group"}
"""Arguments of `subprocess.Popen` that raise an error on Windows."""

PLACES = ("/bin/", "/dev/", "/etc/", "/proc/", "/run/", "/sys/", "/tmp", "/usr/", "/var/")  # noqa: S108 - looked for, not used
"""What begins so is a path of one system."""

OF_POSIX = {
    "controls.ctl_sockets": "sockets of files; elsewhere sessions have none, which `HAS_UNIX_SOCKETS` says",
    "controls.keyboard": "keys, of a terminal or of a console",
    "controls.signals": "the main thread is told of a signal, however the system does so",
    "display.terminal_modes": "the modes of a terminal or of a console",
    "export.encoder_pool": "the cores that this process may use, where the system tells",
    "music.song_process": "the bounds of a process, of which Windows has none",
    "sinks.pipe": "named pipes; elsewhere it says that there are none",
    "sinks.simpleaudio": "the plugins of ALSA, on Linux",
    "speaking.worker": "it ends with all that it started, where processes have groups",
    "speaking.worker_process": "the same, from outside",
    "storage.atomic": "files without a name, on Linux; elsewhere they have one until they are whole",
    "storage.temporary_folder": "whose folder it is, where folders have owners",
    "storage.file_lock": "the lock of a file, each system's own",
}
"""Which modules may use what Windows lacks, and what for."""

OF_WINDOWS = {"controls.keyboard", "controls.windows_media", "display.terminal_modes", "storage.file_lock"}
OF_MACOS = {"controls.mac_media"}

ROOT = Path(__file__).parent.parent
USED = {name: path.read_text(encoding="utf-8") for name, path in modules().items()}


def of_posix(text: str) -> Iterator[str]:
    """Yield what Windows lacks of what `text`, a module, uses."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.attr in NAMES_OF_POSIX.get(node.value.id, ()):
                yield f"{node.value.id}.{node.attr}"
        elif isinstance(node, ast.ImportFrom):
            names = {alias.name for alias in node.names} & NAMES_OF_POSIX.get(node.module or "", set())
            yield from (f"{node.module}.{name}" for name in names)
        elif isinstance(node, ast.Call):
            yield from (each.arg for each in node.keywords if each.arg in ARGUMENTS_OF_POSIX)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(PLACES):
            yield node.value
    yield from imported(text) & MODULES_OF_POSIX


def imported(text: str) -> set[str]:
    """The first names of all modules that `text` imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
    return found


def test_what_windows_lacks_is_used_only_where_it_may_be() -> None:
    used = {name: sorted(set(of_posix(text))) for name, text in USED.items() if name not in OF_POSIX}
    assert {name: names for name, names in used.items() if names} == {}


@pytest.mark.parametrize("name", sorted(OF_POSIX))
def test_whatever_may_use_it_does(name: str) -> None:
    assert set(of_posix(USED[name]))


@pytest.mark.parametrize("name", sorted(OF_POSIX))
def test_whatever_uses_it_asks_which_system_this_is(name: str) -> None:
    """By `sys.platform`, which mypy understands: it reads each module as each system would."""
    text = USED[name]
    assert "sys.platform" in text or "_SUPPORTED" in text


def test_what_only_windows_or_macos_has_is_used_only_where_it_may_be() -> None:
    for name, text in USED.items():
        assert not imported(text) & MODULES_OF_WINDOWS or name in OF_WINDOWS, name
        assert not imported(text) & MODULES_OF_MACOS or name in OF_MACOS, name


@pytest.mark.parametrize(
    "text",
    [
        "import os\nos.fork()",
        "from os import fork",
        "def pay():\n    import termios",
        "import signal\nsignal.signal(signal.SIGTSTP, on_stop)",
        "import subprocess\nsubprocess.Popen(['a'], preexec_fn=ready)",
        "STATUS = '/proc/self/status'",
        "from fcntl import flock",
    ],
)
def test_each_kind_of_it_is_found(text: str) -> None:
    assert len(set(of_posix(text))) >= 1


@pytest.mark.skipif(sys.platform != "linux", reason="some of the names are those of Linux")
def test_the_names_are_spelled_as_python_has_them() -> None:
    """So that none of them is looked for in vain."""
    has = {"mmap": mmap, "os": os, "signal": signal, "socket": socket}
    strays = {
        f"{of}.{name}" for of, names in NAMES_OF_POSIX.items() for name in names if not hasattr(has[of], name)
    }
    assert strays == set()


AS_ON_WINDOWS = f"""
import mmap, os, signal, socket, sys
import asyncio, concurrent.futures.process, importlib, multiprocessing
import random, selectors, subprocess, tempfile
import av, click, numpy, platformdirs, rich.console, yaml
for name, names in {NAMES_OF_POSIX!r}.items():
    for each in names:
        vars(sys.modules[name]).pop(each, None)
for name in {MODULES_OF_POSIX!r}:
    sys.modules[name] = None
sys.modules["msvcrt"] = type(sys)("msvcrt")
sys.platform = "win32"
for name in sys.argv[1:]:
    importlib.import_module(name)
"""
"""A program that imports the modules that it is called with, without all that Windows lacks. What comes from
others is imported before, as this system has it.
"""


def test_every_module_is_imported_where_none_of_it_is_there() -> None:
    """A rehearsal, no more: no such system is here."""
    names = [f"voicefoot.{name}" for name in sorted(USED) if name not in {"__init__", "__main__"}]
    done = subprocess.run(
        [sys.executable, "-c", AS_ON_WINDOWS, *names], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr[-2000:]

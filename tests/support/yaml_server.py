"""The YAML language server that editors run, as a process that speaks the language server protocol."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

_SERVER = "node_modules/yaml-language-server/bin/yaml-language-server"
_SETTINGS = {
    "validate": True,
    "hover": True,
    "completion": True,
    "yamlVersion": "1.2",
    "schemaStore": {"enable": False},
}


def server_path() -> Path | None:
    """The server that `scripts/test` installed beside this Python, or that lies in the folder NODE_TOOLS.

    None if it is not there, or there is no node to run it.
    """
    folder = Path(os.environ.get("NODE_TOOLS") or Path(sys.prefix) / "node-tools")
    path = folder / _SERVER
    return path if path.is_file() and shutil.which("node") else None


class YamlServer:
    """A server with the documents that were opened in it."""

    def __init__(self, path: Path) -> None:
        self._process = subprocess.Popen(
            ["node", str(path), "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._id = 0
        self._diagnostics: dict[str, list[Any]] = {}
        capabilities = {
            "workspace": {"configuration": True, "didChangeConfiguration": {"dynamicRegistration": True}},
            "textDocument": {
                "completion": {
                    "completionItem": {
                        "documentationFormat": ["plaintext"],
                        "snippetSupport": False,
                    }
                },
                "hover": {"contentFormat": ["plaintext"]},
                "publishDiagnostics": {"versionSupport": True},
            },
        }
        self.ask("initialize", {"processId": os.getpid(), "rootUri": None, "capabilities": capabilities})
        self._tell("initialized", {})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.ask("shutdown", None)
        self._tell("exit", None)
        self._process.communicate(timeout=10)

    def open(self, uri: str, text: str) -> None:
        """Open a document."""
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._tell("textDocument/didOpen", {"textDocument": document})

    def problems(self, uri: str) -> list[str]:
        """What the server says of a document that was opened, as soon as it says it."""
        while uri not in self._diagnostics:
            self._read()
        return [each["message"] for each in self._diagnostics[uri]]

    def completions(self, uri: str, line: int, column: int) -> dict[str, str]:
        """What may be written at a place, which counts from 0: labels, with what is told of each."""
        found = self.ask("textDocument/completion", _place(uri, line, column)) or []
        items = found["items"] if isinstance(found, Mapping) else found
        return {item["label"]: _text(item.get("documentation") or "") for item in items}

    def hover(self, uri: str, line: int, column: int) -> str:
        """What is told of the place, which counts from 0."""
        found = self.ask("textDocument/hover", _place(uri, line, column))
        return "" if found is None else _text(found["contents"])

    def ask(self, method: str, params: object) -> Any:
        """Send a request, and return its result."""
        self._id += 1
        self._send({"id": self._id, "method": method, "params": params})
        while True:
            message = self._read()
            if message.get("id") == self._id and "method" not in message:
                assert "error" not in message, message["error"]
                return message.get("result")

    def _tell(self, method: str, params: object) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, object]) -> None:
        assert self._process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _read(self) -> Any:
        """Read one message; note what it says of a document, and answer what it asks."""
        stream = self._process.stdout
        assert stream is not None
        length = 0
        while (header := stream.readline()).strip():
            name, _, value = header.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        assert length, "the server has ended"
        message = json.loads(stream.read(length))
        method = message.get("method")
        if method == "textDocument/publishDiagnostics":
            self._diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif method is not None and "id" in message:
            result: object = None
            if method == "workspace/configuration":
                sections = (item.get("section") for item in message["params"]["items"])
                result = [_SETTINGS if section == "yaml" else {} for section in sections]
            self._send({"id": message["id"], "result": result})
        return message


def _place(uri: str, line: int, column: int) -> dict[str, object]:
    return {"textDocument": {"uri": uri}, "position": {"line": line, "character": column}}


def _text(content: Any) -> str:
    return content["value"] if isinstance(content, Mapping) else str(content)

"""Start a stand-in as a process of its own, and talk to its control routes."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Standin:
    """A running stand-in: the addresses it printed, its views and its operations."""

    ready: dict[str, Any]

    def control(self, op: str, **values: Any) -> Any:
        body = json.dumps({"op": op, **values}).encode()
        return self._json(urllib.request.Request(self.ready["control"], body, {"Content-Type": "application/json"}))

    def view(self, name: str) -> Any:
        return self._json(f"{self.ready['control']}/{name}")

    def _json(self, request: urllib.request.Request | str) -> Any:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)


@contextmanager
def standin(script: str, *arguments: str) -> Iterator[Standin]:
    """Run tests/standins/SCRIPT on any free port until the block ends."""
    command = [sys.executable, str(HERE / script), "--port", "0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield Standin(json.loads(process.stdout.readline()))
        finally:
            process.terminate()
            process.wait(timeout=10)

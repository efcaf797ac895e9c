"""`ezri serve` as a process of its own, and raw requests to it."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    process: "subprocess.Popen[str]"
    port: int

    def memory(self) -> int:
        """Give the most memory it ever held, in bytes."""
        said = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return 1024 * int(re.search(r"VmHWM:\s+(\d+)", said)[1])

    def send(self, request: bytes, *, timeout: float = 30) -> tuple[int, dict[str, str], bytes]:
        """Send bytes as they are; gives status, headers and body. A connection closed unanswered has status 0."""
        with closing(socket.create_connection(("127.0.0.1", self.port), timeout=timeout)) as connection:
            connection.sendall(request)
            return _answer(connection)

    def get(self, path: str, *headers: str, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
        """Ask for a path, exactly as it is written."""
        lines = [f"{method} {path} HTTP/1.1", "Host: archive.example", "Connection: close", *headers, "", ""]
        return self.send("\r\n".join(lines).encode("latin-1"))


@contextmanager
def serving(archive: Path, *options: str) -> Iterator[Server]:
    """Serve an archive at a free port."""
    command = [sys.executable, "-m", "ezri_archive", "serve", str(archive), "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, bufsize=1) as process:
        try:
            yield Server(process, int(re.search(r":(\d+)/", process.stdout.readline())[1]))
        finally:
            process.terminate()
            process.wait(timeout=20)


def _answer(connection: socket.socket) -> tuple[int, dict[str, str], bytes]:
    received = bytearray()
    try:
        while part := connection.recv(65536):
            received += part
    except ConnectionResetError:
        pass
    head, _, body = bytes(received).partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    parted = [line.partition(": ") for line in lines]
    headers = {name.lower(): value for name, _, value in parted}
    return int(first.split()[1]) if first else 0, headers, body

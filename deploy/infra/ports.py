"""Which loopback port each part listens on: chosen once, remembered, chosen anew only when someone else has it."""

import json
import secrets
import socket

from deploy.infra.home import Home, write_private

# Below the range from which systems hand out ports to outgoing connections (32768 and up on Linux).
LOWEST, HIGHEST = 20_000, 32_000
ATTEMPTS = 200


class NoFreePort(RuntimeError):
    """No port answers to be taken on 127.0.0.1."""


def is_free(port: int) -> bool:
    """Whether we could listen on this port of 127.0.0.1 now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


class Ports:
    """The remembered ports of one home."""

    def __init__(self, home: Home) -> None:
        self._file = home.root / "ports.json"

    def of(self, part: str) -> int:
        """The port of `part`, chosen at first use."""
        known = self._known()
        return known[part] if part in known else self._choose(part, known)

    def claim(self, part: str) -> int:
        """The port of `part`, checked to be free: call it just before the part starts."""
        port = self.of(part)
        return port if is_free(port) else self._choose(part, self._known())

    def _known(self) -> dict[str, int]:
        return json.loads(self._file.read_text()) if self._file.exists() else {}

    def _choose(self, part: str, known: dict[str, int]) -> int:
        for _ in range(ATTEMPTS):
            port = LOWEST + secrets.randbelow(HIGHEST - LOWEST)
            if port not in known.values() and is_free(port):
                write_private(self._file, json.dumps({**known, part: port}, indent=1).encode())
                return port
        raise NoFreePort("no free port on 127.0.0.1: ./finsam doctor says what listens")

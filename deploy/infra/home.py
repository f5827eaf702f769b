"""Where one copy of the system keeps everything that it writes: `$FINSAM_HOME`, by default `.finsam/`.

Secrets are made once, readable by their owner only, and never leave this folder except in a child's environment.
"""

import os
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

REPOSITORY = Path(__file__).resolve().parents[2]
REFERENCE = REPOSITORY / "deploy" / "reference"
ROOT_KEY_BYTES = 32


class HomeUnusable(RuntimeError):
    """Nothing can be written where the home should be; the text says where and why."""


def default_root() -> Path:
    """`$FINSAM_HOME`, or `.finsam/` in the repository."""
    return Path(os.environ.get("FINSAM_HOME") or REPOSITORY / ".finsam").absolute()


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read: whole or not at all, also when we are killed on the way."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one copy, and the secrets in it.

    `store` holds what copies may share because it is checked by its content: the jars. A test's home uses
    the store of the home that it lies in, so that nothing is fetched again.
    """

    root: Path
    store: Path

    @classmethod
    def at(cls, root: Path | None = None, store: Path | None = None) -> "Home":
        """Open the home at `root`, making its folders; by default `$FINSAM_HOME`."""
        root = (root or default_root()).absolute()
        home = cls(root, (store or root).absolute())
        try:
            home._make_folders()
        except OSError as error:
            raise HomeUnusable(
                f"can't write in {root}: {error.strerror}; set FINSAM_HOME to a folder of yours"
            ) from error
        return home

    @classmethod
    def unmade(cls) -> "Home":
        """Name the home at `$FINSAM_HOME` and make nothing there: for a command that only looks."""
        root = default_root()
        return cls(root, root)

    def _make_folders(self) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        # Root's PostgreSQL runs as another user, who must pass through here, and may list nothing.
        self.root.chmod(0o711 if os.geteuid() == 0 else 0o700)
        own = (self.run, self.secrets, self.keys, self.tls, self.logs, self.config, self.parties, self.tmp)
        for folder in own:
            folder.mkdir(mode=0o700, exist_ok=True)

    def empty(self) -> None:
        """Remove everything but the lock, and make the folders again: for the command that owns this home."""
        for path in self.root.iterdir():
            if path != self.run:
                _remove(path)
        for path in self.run.iterdir():
            if path != self.owner:
                _remove(path)
        self._make_folders()

    @property
    def run(self) -> Path:
        """Process ids, and the lock of the command that owns this home."""
        return self.root / "run"

    @property
    def owner(self) -> Path:
        """The lock of the command that owns this home; it is there once something was started from here."""
        return self.run / "owner"

    @property
    def secrets(self) -> Path:
        """One file per password."""
        return self.root / "secrets"

    @property
    def keys(self) -> Path:
        """Root and index keys, and the private keys of clients."""
        return self.root / "keys"

    @property
    def tls(self) -> Path:
        """PEM files of the broker, its controller and their authority."""
        return self.root / "tls"

    @property
    def logs(self) -> Path:
        """One log per process; the one before it ends in `.1`."""
        return self.root / "logs"

    @property
    def config(self) -> Path:
        """Files written for processes to read: clients of the identity provider, the law's clock."""
        return self.root / "config"

    @property
    def parties(self) -> Path:
        """What each party's client remembers: its last sequences."""
        return self.root / "parties"

    @property
    def tmp(self) -> Path:
        """Temporary files of everything that we start."""
        return self.root / "tmp"

    @property
    def kafka(self) -> Path:
        """The broker's configuration and log segments."""
        return self.root / "kafka"

    @property
    def postgres(self) -> Path:
        """The database cluster."""
        return self.root / "postgres"

    @property
    def jars(self) -> Path:
        """Kafka's jars, each as `deploy/jars.lock` says."""
        return self.store / "jars"

    @property
    def clock(self) -> Path:
        """How far the law's clock is ahead; moved by command, in development only."""
        return self.config / "clock.json"

    def secret(self, name: str) -> str:
        """The password called `name`, made at first use."""
        return self._once(self.secrets / name, lambda: secrets.token_urlsafe(24).encode()).decode()

    def key_file(self, name: str) -> Path:
        """The file with 32 random bytes called `name`."""
        path = self.keys / f"{name}.key"
        self._once(path, lambda: secrets.token_bytes(ROOT_KEY_BYTES))
        return path

    def client_key_file(self, client: str) -> Path:
        """The file with `client`'s Ed25519 private key (PKCS 8, PEM): it signs its way in at the identity provider."""
        path = self.keys / f"{client}.pem"
        self._once(path, _new_ed25519)
        return path

    def client_public_key(self, client: str) -> str:
        """The public half of `client_key_file`, PEM."""
        private = serialization.load_pem_private_key(self.client_key_file(client).read_bytes(), None)
        encoding, form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        return private.public_key().public_bytes(encoding, form).decode()

    @staticmethod
    def _once(path: Path, make: Callable[[], bytes]) -> bytes:
        if not path.exists():
            write_private(path, make())
        return path.read_bytes()


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def _new_ed25519() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )

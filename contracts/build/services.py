"""The services as their own wiring makes them, with keys made up on the spot and nothing running."""

import os
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from contracts.build.facts import SERVICES
from deploy.infra.home import REFERENCE
from deploy.infra.topology import TEAM
from shared.service import Service

NOWHERE = "http://127.0.0.1:1"


@cache
def wired(service: str) -> Service:
    """Build a service; it opens no connection before it is run."""
    with TemporaryDirectory() as folder:
        told = _settings(service, Path(folder))
        before = dict(os.environ)
        os.environ.update(told)
        try:
            return import_module(f"services.{service}.wiring").wire()
        finally:
            os.environ.clear()
            os.environ.update(before)


def _settings(service: str, folder: Path) -> Mapping[str, str]:
    (folder / "key").write_bytes(bytes(32))
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "client.pem").write_bytes(pem)
    broker = {"KAFKA_SERVERS": "127.0.0.1:1", "KAFKA_USER": "nobody", "KAFKA_PASSWORD": "nothing"}
    common = broker | {
        "KAFKA_CA_FILE": str(folder / "client.pem"),
        "ISSUER": NOWHERE,
        "CLIENT_KEY_FILE": str(folder / "client.pem"),
        "CONSENT_URL": NOWHERE,
    }
    own = common | {
        "SERVICE": service,
        "DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/nothing",
        "KEYS_DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/nothing",
        "CLIENT_ID": f"svc-{service}",
        "ROOT_KEY_FILE": str(folder / "key"),
        "INDEX_KEY_FILE": str(folder / "key"),
        "HTTP_PORT": "1",
        "ENVIRONMENT": "production",
        "RECIPIENTS_FILE": str(REFERENCE / "recipients.json"),
        **{f"{other.upper()}_URL": NOWHERE for other in SERVICES},
    }
    party = common | {"RECIPIENT": TEAM, "TOKEN_URL": f"{NOWHERE}/token"}
    return {f"FINSAM_{k}": v for k, v in own.items()} | {f"FINSAM_PARTY_{k}": v for k, v in party.items()}

"""Who may ask for tokens: each service and each recipient, with its public key and scopes; and where people log in."""

import json
from typing import Any

from deploy.infra.home import Home, write_private
from deploy.infra.topology import RECIPIENTS, SERVICES
from shared.devidp.login import CLIENT_ID, REDIRECT_URI

SERVICE_SCOPES: dict[str, tuple[str, ...]] = {
    "referral": ("coverage", "reads"),
    "consent": (),
    "coordinator": ("coverage", "resolve", "hidden", "results", "paper"),
    "followup": ("coverage", "hidden"),
}
RECIPIENT_SCOPES = ("release", "feed", "answer")


def write(home: Home) -> None:
    """Write the identity provider's list of clients; a recipient's client id is its recipient id."""
    entries: list[dict[str, Any]] = [
        _machine(home, f"svc-{service}", "service", SERVICE_SCOPES[service]) for service in SERVICES
    ]
    entries += [_machine(home, recipient, "recipient", RECIPIENT_SCOPES) for recipient in RECIPIENTS]
    # People log in from programs through this client: code and PKCE, no secret.
    entries.append(
        {"client_id": CLIENT_ID, "kind": "public", "scopes": ["openid"], "redirect_uris": [REDIRECT_URI]}
    )
    write_private(home.config / "clients.json", json.dumps(entries, indent=1).encode())


def _machine(home: Home, client: str, kind: str, scopes: tuple[str, ...]) -> dict[str, Any]:
    key = home.client_public_key(client)
    return {"client_id": client, "kind": kind, "scopes": list(scopes), "public_key_pem": key}

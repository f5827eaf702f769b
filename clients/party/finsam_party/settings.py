"""What the client is told by its environment (``FINSAM_PARTY_…``). No secret has a default."""

import ssl
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from finsam_party.errors import AnswersNotSetUp


class PartySettings(BaseSettings):
    """Where the topic and the release service are, and who this client is."""

    model_config = SettingsConfigDict(env_prefix="FINSAM_PARTY_", frozen=True, hide_input_in_errors=True)

    recipient: str
    """The recipient's id; also the client id with which tokens are asked for."""
    kafka_servers: str
    kafka_user: str
    kafka_password: SecretStr
    kafka_ca_file: Path
    consent_url: str
    """Base address of the service that releases keys and publishes signing keys."""
    coordinator_url: str = ""
    """Base address of the service that takes answers; not needed for reading."""
    followup_url: str = ""
    """Base address of the service that takes answers to reminders; not needed for reading."""
    token_url: str
    issuer: str
    client_key_file: Path
    """Ed25519 private key (PEM) that the identity provider knows this client by."""
    state_file: Path | None = None
    """Where the last sequences are kept, unless the caller brings its own store."""
    topic: str = ""
    group: str = ""
    purpose: str = "handlaggning"
    """Purpose code that the disclosure log gets with each release."""

    def answers_url(self) -> str:
        """Where answers go; raises AnswersNotSetUp."""
        return _set_up("COORDINATOR_URL", self.coordinator_url)

    def reminders_url(self) -> str:
        """Where answers to reminders go; raises AnswersNotSetUp."""
        return _set_up("FOLLOWUP_URL", self.followup_url)

    def topic_name(self) -> str:
        """The recipient's topic: ``finsam.party.<recipient>.v1`` unless another is set."""
        return self.topic or f"finsam.party.{self.recipient}.v1"

    def group_name(self) -> str:
        """The consumer group: ``party.<recipient>.main`` unless another is set."""
        return self.group or f"party.{self.recipient}.main"

    def kafka_options(self) -> dict[str, Any]:
        """Connection options for aiokafka: TLS and SCRAM, never less."""
        return {
            "bootstrap_servers": self.kafka_servers,
            "client_id": self.recipient,
            "security_protocol": "SASL_SSL",
            "ssl_context": ssl.create_default_context(cafile=str(self.kafka_ca_file)),
            "sasl_mechanism": "SCRAM-SHA-512",
            "sasl_plain_username": self.kafka_user,
            "sasl_plain_password": self.kafka_password.get_secret_value(),
        }


def _set_up(name: str, url: str) -> str:
    if not url:
        raise AnswersNotSetUp(name)
    return url.rstrip("/")

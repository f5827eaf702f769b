"""What the client is told by its environment (``FINSAM_PARTY_…``). No secret has a default."""

import ssl
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from finsam_party.errors import AnswersNotSetUp

PREFIX = "FINSAM_PARTY_"


class PartySettings(BaseSettings):
    """Where the topic and the release service are, and who this client is. Descriptions are for who sets them."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, hide_input_in_errors=True)

    recipient: str = Field(description="mottagarens id, till exempel fk")
    """The recipient's id; also the client id with which tokens are asked for."""
    kafka_servers: str = Field(description="adresserna till Kafka")
    kafka_user: str = Field(description="användaren i Kafka")
    kafka_password: SecretStr = Field(description="användarens lösenord i Kafka")
    kafka_ca_file: Path = Field(description="filen med certifikatet som Kafka ska visa upp sig mot")
    consent_url: str = Field(description="adressen till tjänsten som lämnar ut nycklar")
    """Base address of the service that releases keys and publishes signing keys."""
    coordinator_url: str = Field(default="", description="adressen till tjänsten som tar emot svar")
    """Not needed for reading."""
    followup_url: str = Field(
        default="", description="adressen till tjänsten som tar emot svar på påminnelser"
    )
    """Not needed for reading."""
    token_url: str = Field(description="adressen där inloggningstjänsten ger ut tokens")
    issuer: str = Field(description="inloggningstjänstens namn på sig själv (OIDC issuer)")
    client_key_file: Path = Field(description="filen med mottagarens privata nyckel (PEM)")
    """Ed25519 private key (PEM) that the identity provider knows this client by."""
    state_file: Path | None = None
    """Where the last sequences are kept, unless the caller brings its own store."""
    witness_file: Path | None = None
    """Where the checkpoints of the disclosure log are kept; without it they are kept beside the state file."""
    log_fingerprint: str = ""
    """Fingerprint of the log's key, as its keeper has published it; without it the first key seen is believed."""
    topic: str = ""
    group: str = ""
    purpose: str = "handlaggning"
    """Purpose code that the disclosure log gets with each release."""

    def answers_url(self) -> str:
        """Where answers go; raises AnswersNotSetUp."""
        return _set_up("coordinator_url", self.coordinator_url)

    def reminders_url(self) -> str:
        """Where answers to reminders go; raises AnswersNotSetUp."""
        return _set_up("followup_url", self.followup_url)

    def kept_file(self) -> Path | None:
        """The file of checkpoints, or None when there is nowhere to keep them."""
        if self.witness_file is not None or self.state_file is None:
            return self.witness_file
        return self.state_file.with_name(f"{self.state_file.name}.checkpoints")

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


def what_is_missing(found: ValidationError) -> str:
    """Say in Swedish, a line a setting, which ones are missing and what each is for. Any text will do as a value."""
    return "\n".join(_missing(str(fault["loc"][0])) for fault in found.errors(include_input=False))


def _missing(name: str) -> str:
    return f"{PREFIX}{name.upper()} saknas: {PartySettings.model_fields[name].description}"


def _set_up(name: str, url: str) -> str:
    if not url:
        raise AnswersNotSetUp(_missing(name))
    return url.rstrip("/")

"""What a process is told by its environment (``FINSAM_…``). No secret has a default."""

from pathlib import Path
from typing import Literal, Self

from pydantic import SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.roles import ROLES, roles_of


class Settings(BaseSettings):
    """Settings that every service has; a service adds its own in a subclass."""

    model_config = SettingsConfigDict(
        env_prefix="FINSAM_", frozen=True, extra="ignore", hide_input_in_errors=True
    )

    service: str
    """Short name, as in the topic ``finsam.<service>.v1``."""
    database_url: SecretStr
    keys_database_url: SecretStr
    kafka_servers: str
    kafka_user: str
    kafka_password: SecretStr
    kafka_ca_file: Path
    issuer: str
    """Identity provider whose tokens are trusted (OIDC issuer)."""
    client_id: str
    client_key_file: Path
    """Ed25519 private key (PEM) with which this service proves who it is."""
    root_key_file: Path
    index_key_file: Path
    http_host: str = "127.0.0.1"
    http_port: int
    clock_file: Path | None = None
    """Moves the clock of the law; development only."""
    environment: Literal["development", "production"] = "production"
    recipients_file: Path
    test_numbers_file: Path | None = None
    """Published test numbers: in development no other personnummer is accepted."""
    referral_url: str | None = None
    consent_url: str | None = None
    coordinator_url: str | None = None
    followup_url: str | None = None
    log_format: Literal["json", "console"] = "json"
    roles: str = " ".join(ROLES)
    """What this process does (``shared/roles.py``), separated by blanks; alone it does everything."""

    @field_validator("roles")
    @classmethod
    def _are_known(cls, roles: str) -> str:
        roles_of(roles)
        return roles

    @model_validator(mode="after")
    def _production_has_no_toys(self) -> Self:
        if self.environment == "production" and (self.clock_file or self.test_numbers_file):
            raise ValueError("a movable clock and test numbers belong to development")
        if self.environment == "development" and self.test_numbers_file is None:
            raise ValueError("development needs the list of test numbers")
        return self

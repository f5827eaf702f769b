"""What the development identity provider is told by its environment (``FINSAM_IDP_…``)."""

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


class IdpSettings(BaseSettings):
    """Where it listens, whom it knows, and with which key it signs."""

    model_config = SettingsConfigDict(env_prefix="FINSAM_IDP_", frozen=True, hide_input_in_errors=True)

    http_host: str = "127.0.0.1"
    http_port: int
    issuer: str
    """Its own address, as clients see it; exactly this stands in ``iss``."""
    people_file: Path
    clients_file: Path
    signing_key_file: Path
    """Ed25519 private key (PEM)."""
    test_numbers_file: Path
    """Skatteverket's published test numbers: no other personnummer is accepted."""

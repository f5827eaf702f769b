"""Rows ↔ akt."""

from services.coordinator.repository.akter import AktRepository, hold_case
from services.coordinator.repository.consent_rows import ConsentRows
from services.coordinator.repository.decisions import decision_from_json

__all__ = ["AktRepository", "ConsentRows", "decision_from_json", "hold_case"]

"""Rows ↔ what the team keeps of a case."""

from services.coordinator.repository.akter import AktRepository
from services.coordinator.repository.consent_rows import ConsentRows
from services.coordinator.repository.decisions import decision_from_json
from services.coordinator.repository.meetings import MeetingRepository

__all__ = ["AktRepository", "ConsentRows", "MeetingRepository", "decision_from_json"]

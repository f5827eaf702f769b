"""Rows ↔ follow-ups, rows of a samtycke, counts."""

from services.followup.repository.consent_rows import ConsentRows
from services.followup.repository.counts import OutcomeCounts
from services.followup.repository.follow_ups import FollowUpRepository, follow_up_from
from services.followup.repository.stored import plan_from_json, record_to_json

__all__ = [
    "ConsentRows",
    "FollowUpRepository",
    "OutcomeCounts",
    "follow_up_from",
    "plan_from_json",
    "record_to_json",
]

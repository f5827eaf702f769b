"""Rows ↔ dialogues and anmälningar, within one transaction. What is about a person is sealed on the way in."""

from services.referral.repository.dialogues import DialogueRepository
from services.referral.repository.diary import DiaryRepository
from services.referral.repository.known_rows import KnownRows
from services.referral.repository.person_index import PersonIndex
from services.referral.repository.referrals import ReferralRepository, to_referral

__all__ = [
    "DialogueRepository",
    "DiaryRepository",
    "KnownRows",
    "PersonIndex",
    "ReferralRepository",
    "to_referral",
]

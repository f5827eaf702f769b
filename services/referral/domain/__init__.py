"""The anmälan and the dialogue before it: what they are and which moves they allow. Nothing here does I/O."""

from services.referral.domain.codes import Category
from services.referral.domain.content import Content
from services.referral.domain.coverage import Coverage, Question, Row, Rows
from services.referral.domain.dialogue import Dialogue, Told, record
from services.referral.domain.faults import Fault, listed
from services.referral.domain.number import NumberError, NumberRules, parse_number
from services.referral.domain.paper import from_paper, paper_faults, ready_from_paper, submit_from_paper
from services.referral.domain.recipients import Recipient, Recipients
from services.referral.domain.referral import (
    Actor,
    FromPaper,
    Publication,
    Referral,
    SecrecyReview,
    SentText,
    WithdrawalReason,
    Withdrawn,
    begin,
    written,
)
from services.referral.domain.sections import Registration, Signing
from services.referral.domain.sending import (
    Change,
    answer_supplement,
    asked,
    correct,
    plan_answer,
    plan_correction,
    submit,
)
from services.referral.domain.shapes import FreeText, Individ
from services.referral.domain.sharing import share, share_again
from services.referral.domain.status import Status
from services.referral.domain.values import Rules
from services.referral.domain.withdrawing import Outlook, Withdrawal, withdraw

__all__ = [
    "Actor",
    "Category",
    "Change",
    "Content",
    "Coverage",
    "Dialogue",
    "Fault",
    "FreeText",
    "FromPaper",
    "Individ",
    "NumberError",
    "NumberRules",
    "Outlook",
    "Publication",
    "Question",
    "Recipient",
    "Recipients",
    "Referral",
    "Registration",
    "Row",
    "Rows",
    "Rules",
    "SecrecyReview",
    "SentText",
    "Signing",
    "Status",
    "Told",
    "Withdrawal",
    "WithdrawalReason",
    "Withdrawn",
    "answer_supplement",
    "asked",
    "begin",
    "correct",
    "from_paper",
    "listed",
    "paper_faults",
    "parse_number",
    "plan_answer",
    "plan_correction",
    "ready_from_paper",
    "record",
    "share",
    "share_again",
    "submit",
    "submit_from_paper",
    "withdraw",
    "written",
]

"""Questions that stand open in an akt until the koordinator takes a stand."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared.ids import uuid7


class QuestionKind(StrEnum):
    """What a question is about. Sealed where it is stored: that a person has moved is about her."""

    PART_UTAN_SAMTYCKE = "part_utan_samtycke"
    """The samtycke covers a party no more."""
    PART_UTAN_KATEGORI = "part_utan_kategori"
    """The samtycke covers a party still, but not in every category as before."""
    DRIVANDE_SAKNAS = "drivande_saknas"
    """Nobody drives: the samtycke has ended for whoever did, or does not cover the plan. Another party, or the end."""
    BYTE_AV_HANDLAGGARE = "byte_av_handlaggare"
    """The sender's case is held by somebody else, and the plan names one of its handläggare; `about` is the plan."""
    DELMAL_UTAN_PART = "delmal_utan_part"
    """A delmål has left the plan because its party lost the samtycke for it; `about` is the delmål."""
    AVBOJT_DELMAL = "avbojt_delmal"
    """A party, or the person, has declined a delmål; `about` is the delmål. No party: the person declined hers."""
    UPPFOLJNING_UTAN_SAMTYCKE = "uppfoljning_utan_samtycke"
    """The samtycke covers the follow-up for no party any more; `about` is the plan, if there is one."""
    FLYTTAT = "flyttat"
    """The person has moved."""
    SAMTYCKE_GAR_UT = "samtycke_gar_ut"
    """The samtycke runs out before the follow-up; `about` is the follow-up."""
    SVAR_PA_KALLELSE = "svar_pa_kallelse"
    """Somebody who is called needs another time or does not come; `about` is the meeting. No party: the person."""
    ANMALAN_TILLBAKADRAGEN = "anmalan_tillbakadragen"
    """The sender has taken its anmälan back after the besked; `about` is the document that says so."""
    NY_PLAN = "ny_plan"
    """The follow-up has shown that the need remains; `about` is the follow-up."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something the koordinator must take a stand on, since when, and which party or thing it concerns."""

    kind: QuestionKind
    party: str | None
    about: UUID | None
    at: datetime
    id: UUID = field(default_factory=uuid7)


ANSWERED_BY_A_PLAN = frozenset(
    {
        QuestionKind.DRIVANDE_SAKNAS,
        QuestionKind.BYTE_AV_HANDLAGGARE,
        QuestionKind.DELMAL_UTAN_PART,
        QuestionKind.AVBOJT_DELMAL,
        QuestionKind.NY_PLAN,
    }
)
"""Questions that a new plan answers by itself."""
SETTLED_BY_DEED = frozenset({QuestionKind.DRIVANDE_SAKNAS})
"""Questions that words alone do not close: something must be done."""
REPLY_DAYS = 5
"""Working days within which the koordinator takes a stand."""
WORDS = {
    QuestionKind.PART_UTAN_SAMTYCKE: "Samtycket för en part har upphört. Hur går ni vidare utan den?",
    QuestionKind.PART_UTAN_KATEGORI: "Samtycket omfattar inte längre alla uppgifter för en part. Vad ändras i planen "
    "och på mötena?",
    QuestionKind.DRIVANDE_SAKNAS: "Samtycket räcker inte längre för den part som drev ärendet. Vilken part driver det från "
    "och med nu, eller ska det avslutas?",
    QuestionKind.BYTE_AV_HANDLAGGARE: "Den anmälande parten har bytt handläggare, och planen nämner någon därifrån. Vem "
    "driver planen nu, och vem är ersättare?",
    QuestionKind.DELMAL_UTAN_PART: "Ett delmål har lämnat planen, för samtycket räcker inte längre för den part som "
    "ansvarade. Vem tar över det, eller ska det utgå?",
    QuestionKind.AVBOJT_DELMAL: "En part har avböjt ett delmål. Vem tar över det, eller ska det utgå?",
    QuestionKind.UPPFOLJNING_UTAN_SAMTYCKE: "Samtycket omfattar inte längre uppföljningen för någon part. Kan uppföljningen "
    "hållas med personen ensam, vill personen skriva under ett nytt samtycke, eller ska ärendet avslutas?",
    QuestionKind.FLYTTAT: "Personen har flyttat. Ska ärendet fortsätta här eller avslutas?",
    QuestionKind.SAMTYCKE_GAR_UT: "Samtycket går ut före uppföljningen. Vill personen skriva under ett nytt?",
    QuestionKind.SVAR_PA_KALLELSE: "Någon som är kallad behöver en annan tid eller kommer inte. Ska mötet flyttas, ställas in "
    "eller hållas ändå?",
    QuestionKind.ANMALAN_TILLBAKADRAGEN: "Avsändaren har dragit tillbaka anmälan efter att teamet tog upp den. Ska ärendet "
    "avslutas, eller vill personen och parterna fortsätta?",
    QuestionKind.NY_PLAN: "Uppföljningen visar att behovet kvarstår. En ny plan behövs.",
}
"""What the koordinator reads."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A question that the koordinator has taken a stand on; without words when something else answered it."""

    question: Question
    at: datetime
    decision: str | None = field(default=None, repr=False)

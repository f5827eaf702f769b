"""What people read of what comes next: the koordinator in one way, the person in another. Plain Swedish (FL 9)."""

from datetime import datetime

from services.coordinator.domain.next_step import Step, WhatNext
from services.coordinator.domain.question_words import question_text
from services.coordinator.domain.situation import KOORDINATORN, Situation
from services.coordinator.domain.values import ENDED, TAKEN_UP, UNDECIDED, Status
from shared.clock import STOCKHOLM
from shared.days import local_day, long_date

_TO_KOORDINATOR = {
    Step.BEDOMA: "Koordinatorn bedömer om anmälan tas upp i teamet.",
    Step.SVARA_KOMPLETTERING: "Anmälaren svarar på begäran om komplettering.",
    Step.BEDOMA_UTAN_SVAR: "Svarsdagen för kompletteringen har passerat. Koordinatorn bedömer anmälan på de uppgifter "
    "som finns.",
    Step.KALLA: "Koordinatorn kallar till ett möte med personen och parterna.",
    Step.MOTE: "Möte med personen och parterna.",
    Step.SKRIVA_UTFALL: "Mötestiden har passerat. Koordinatorn skriver in vad mötet ledde till.",
    Step.NY_TID: "Mötet blev inte av. Koordinatorn bestämmer en ny tid.",
    Step.SAGA_BEHOV: "Mötet hölls utan att det blev en plan. Anmälaren säger om behovet finns kvar.",
    Step.KALLA_ELLER_AVSLUTA: "Mötet hölls utan att det blev en plan. Koordinatorn kallar till ett nytt möte eller avslutar "
    "ärendet.",
    Step.SKRIVA_PLAN: "Koordinatorn skriver in den gemensamma planen.",
    Step.TA_STALLNING: "Koordinatorn tar ställning till en öppen fråga.",
    Step.ACCEPTERA_DELMAL: "Den som ansvarar för ett delmål svarar om det accepteras.",
    Step.DELMAL: "Ett delmål ska vara klart.",
    Step.AVBOJT_DELMAL: "Ett delmål är avböjt. Koordinatorn bestämmer vem som tar över det, eller om det ska utgå.",
    Step.OBESVARAT_DELMAL: "Ett delmål har inte fått något svar och svarsdagen har passerat. Koordinatorn frågar den som "
    "ansvarar, eller ändrar planen.",
    Step.KALLA_UPPFOLJNING: "Koordinatorn kallar till ett möte där planen följs upp.",
    Step.DOKUMENTERA: "Uppföljningsmötet är hållet. Koordinatorn skriver in vad uppföljningen kom fram till.",
    Step.NY_PLAN_ELLER_AVSLUT: "Planen är uppföljd. Koordinatorn skriver en ny plan eller avslutar ärendet.",
    Step.TAS_INTE_UPP: "Inget mer händer hos teamet. Beskedet säger vad man kan göra i stället.",
    Step.AVSLUTAT: "Inget mer händer hos teamet.",
    Step.FOR_HAND: "Koordinatorn handlägger ärendet för hand, utanför systemet.",
    Step.SKAFFA_SAMTYCKE: "Koordinatorn registrerar samtycket, begär det av anmälaren eller återsänder anmälan.",
    Step.SVARA_OM_SAMTYCKE: "Anmälaren kompletterar anmälan med samtycket.",
    Step.LATA_GA_VIDARE: "Samtycket är registrerat. Koordinatorn låter anmälan gå vidare.",
    Step.ATERSANDA: "Svarsdagen för samtycket har passerat. Koordinatorn begär det igen eller återsänder anmälan.",
}
_TO_PERSON = {
    Step.BEDOMA: "Koordinatorn bedömer om teamet kan ta upp anmälan som gäller dig.",
    Step.SVARA_KOMPLETTERING: "Den som gjorde anmälan ska komplettera den.",
    Step.BEDOMA_UTAN_SVAR: "Koordinatorn bedömer om teamet kan ta upp anmälan som gäller dig.",
    Step.KALLA: "Koordinatorn kallar dig och parterna till ett möte.",
    Step.MOTE: "Du träffar teamet på ett möte.",
    Step.SKRIVA_UTFALL: "Koordinatorn skriver in vad ni kom fram till på mötet.",
    Step.NY_TID: "Mötet blev inte av. Koordinatorn bestämmer en ny tid med dig.",
    Step.SAGA_BEHOV: "Den som gjorde anmälan säger om du fortfarande behöver teamets stöd.",
    Step.KALLA_ELLER_AVSLUTA: "Koordinatorn kallar till ett nytt möte, eller avslutar ärendet och berättar vem som fortsätter.",
    Step.SKRIVA_PLAN: "Koordinatorn skriver in den plan som ni kom överens om.",
    Step.TA_STALLNING: "Koordinatorn tar ställning till hur ärendet ska fortsätta.",
    Step.ACCEPTERA_DELMAL: "En part svarar om den tar på sig sitt delmål.",
    Step.DELMAL: "Ett delmål i din plan ska vara klart.",
    Step.AVBOJT_DELMAL: "Koordinatorn bestämmer vem som tar över ett delmål i din plan, eller om det ska utgå.",
    Step.OBESVARAT_DELMAL: "Koordinatorn tar reda på vad som händer med ett delmål i din plan som ingen har svarat om.",
    Step.KALLA_UPPFOLJNING: "Koordinatorn kallar dig och parterna till ett möte där ni följer upp din plan.",
    Step.DOKUMENTERA: "Koordinatorn skriver in vad uppföljningen kom fram till.",
    Step.NY_PLAN_ELLER_AVSLUT: "Ni bestämmer om det behövs en ny plan eller om teamets arbete är klart.",
    Step.TAS_INTE_UPP: "Inget mer händer hos teamet. Beskedet säger vad du kan göra i stället.",
    Step.FOR_HAND: "Koordinatorn handlägger ditt ärende för hand och hör av sig till dig på det sätt ni har kommit överens om.",
    Step.SKAFFA_SAMTYCKE: "Koordinatorn ser till att ditt samtycke är registrerat innan något händer med anmälan.",
    Step.SVARA_OM_SAMTYCKE: "Den som gjorde anmälan ska komplettera den med ditt samtycke.",
    Step.LATA_GA_VIDARE: "Ditt samtycke är registrerat. Koordinatorn bedömer om teamet kan ta upp anmälan som gäller dig.",
    Step.ATERSANDA: "Koordinatorn har inte fått ditt samtycke. Utan det skickas anmälan tillbaka.",
    Step.AVSLUTAT: "Inget mer händer hos teamet. Vill du ha stöd från flera parter igen kan en handläggare göra en ny "
    "anmälan.",
}
_HERS = {
    Step.ACCEPTERA_DELMAL: "Du svarar om du tar på dig ditt delmål.",
    Step.DELMAL: "Ett delmål som du ansvarar för ska vara klart.",
}
STATUS_TO_PERSON = {
    Status.INKOMMEN: "Teamet har tagit emot anmälan",
    Status.KOMPLETTERING_BEGARD: "Teamet väntar på fler uppgifter från den som gjorde anmälan",
    Status.BEDOMNING: "Teamet har fått fler uppgifter och bedömer anmälan",
    Status.TAS_UPP: "Teamet har tagit upp ditt ärende",
    Status.PLAN: "Du har en gemensam plan",
    Status.TAS_INTE_UPP: "Teamet tar inte upp anmälan",
    Status.AVSLUTAD: "Ärendet är avslutat",
    Status.SAMTYCKE_ATERKALLAT: "Ärendet är avslutat eftersom samtycket är återkallat",
    Status.SAMTYCKE_UTGANGET: "Ärendet är avslutat eftersom samtycket har gått ut",
    Status.SAMTYCKE_MAKULERAT: "Ärendet är avslutat eftersom samtycket hade registrerats fel",
    Status.VANTAR_PA_SAMTYCKE: "Teamet har fått en anmälan på papper och väntar på att samtycket blir klart",
    Status.ATERSAND: "Anmälan på papper skickades tillbaka eftersom samtycke saknades",
    Status.TILLBAKADRAGEN: "Ärendet är avslutat eftersom anmälan är tillbakadragen",
    Status.ATERTAGEN: "Ärendet är avslutat eftersom anmälan hade skickats av misstag",
}
NINE_STEPS = (
    "Någon ser att du behöver stöd från flera",
    "Du blir tillfrågad",
    "Du ger ditt samtycke",
    "Anmälan skickas och teamet lämnar besked",
    "Du träffar teamet på ett möte",
    "Ni gör en gemensam plan",
    "Alla vet vem som ansvarar för vad",
    "Planen genomförs",
    "Ni följer upp planen",
)
"""The nine steps, as the person reads them."""
ASSESSED, MET, PLANNED, SHARED_OUT, CARRIED_OUT, FOLLOWED_UP = range(4, 10)
_ON_THE_WAY = {
    Step.SKRIVA_PLAN: PLANNED,
    Step.ACCEPTERA_DELMAL: SHARED_OUT,
    Step.OBESVARAT_DELMAL: SHARED_OUT,
    Step.KALLA_UPPFOLJNING: FOLLOWED_UP,
    Step.DOKUMENTERA: FOLLOWED_UP,
    Step.NY_PLAN_ELLER_AVSLUT: FOLLOWED_UP,
}
"""Steps that alone say where the person stands among the nine."""

WITHDRAW = (
    "Det är frivilligt att vara med. Du kan när som helst återkalla ditt samtycke, helt eller delvis. Logga in och gör "
    "det, eller säg till koordinatorn eller den handläggare som gjorde anmälan. Det som redan har "
    "lämnats ut finns kvar hos den som har fått det."
)
"""How to withdraw."""


def to_koordinator(coming: WhatNext) -> str:
    """Write what comes next as the koordinator reads it."""
    if coming.question is not None:
        return f"Koordinatorn tar ställning: {question_text(coming.question.kind, coming.question.party, ())}"
    return _TO_KOORDINATOR[coming.step] if coming.at is None else f"Möte {_clock(coming.at)}."


def to_person(coming: WhatNext, *, is_hers: bool) -> str:
    """Write what comes next as the person reads it; `is_hers` when she is the one to act."""
    if coming.at is not None:
        return f"Du träffar teamet på ett möte {_clock(coming.at)}."
    return _HERS.get(coming.step, _TO_PERSON[coming.step]) if is_hers else _TO_PERSON[coming.step]


def stands(seen: Situation, coming: WhatNext) -> list[str]:
    """Say of each of the nine steps: done, now, later; or ended, when the case does not come that far."""
    now = _place(seen, coming)
    is_over = seen.status in ENDED or (seen.status is Status.TAS_INTE_UPP and not seen.is_moved)
    if is_over:
        return ["done" if step <= now else "ended" for step in range(1, len(NINE_STEPS) + 1)]
    after = {True: "now", False: "later"}
    return ["done" if step < now else after[step == now] for step in range(1, len(NINE_STEPS) + 1)]


def _place(seen: Situation, coming: WhatNext) -> int:
    if seen.status in UNDECIDED or seen.status is Status.TAS_INTE_UPP:
        return ASSESSED
    if seen.status not in TAKEN_UP:
        return _came_to(seen)
    if seen.status is Status.TAS_UPP:
        return _ON_THE_WAY.get(coming.step, MET)
    if coming.step is Step.KALLA:  # a new plan is wanted
        return PLANNED
    return _ON_THE_WAY.get(coming.step, CARRIED_OUT)


def _came_to(seen: Situation) -> int:
    """Tell how far a case came that has ended."""
    if seen.followed_up:
        return FOLLOWED_UP
    if seen.planned:
        return SHARED_OUT
    return MET if any(meeting.outcome for meeting in seen.meetings) else ASSESSED


def _clock(at: datetime) -> str:
    local = at.astimezone(STOCKHOLM)
    return f"den {long_date(local_day(at))} klockan {local:%H.%M}"


def who_to_person(who: str, name: str) -> str:
    """Say who acts: she herself is *du*."""
    return {"individen": "du", KOORDINATORN: "koordinatorn", "ingen": "ingen"}.get(who, name)

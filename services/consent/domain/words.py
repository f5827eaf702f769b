"""What the person reads about her samtycke: categories, documents, grounds and rows, in plain Swedish, said to her."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from services.consent.domain.giving import GivenBy
from services.consent.domain.rows import Cause, RowState, Window
from services.consent.domain.viewing import SeenRow
from shared.days import local_day, long_date

CATEGORIES: Final = {
    "identitet": "uppgifter om vem du är och hur du kan nås",
    "handlaggning": "uppgifter om att ditt ärende handläggs",
    "forsorjning": "uppgifter om din försörjning",
    "sysselsattning": "uppgifter om vad du gör på dagarna",
    "halsa": "uppgifter om din hälsa",
    "arbetsformaga": "uppgifter om din arbetsförmåga",
    "sociala": "uppgifter om dina sociala förhållanden",
    "planer": "uppgifter om planer och insatser som du har eller har haft",
    "mote": "det som sägs och antecknas på möten om dig",
    "plan": "den gemensamma planen",
    "planoversikt": "en översikt över delmålen i planen",
    "uppfoljning": "uppföljningen av planen",
}
"""Category → what may be told."""

MEANINGS: Final = {
    "identitet": "Utan det kan ingen kontakta dig.",
    "handlaggning": "Det är till exempel kallelser, svar och besked.",
    "forsorjning": "Det är till exempel vilken ersättning du har.",
    "sysselsattning": "Det är till exempel arbete, studier eller praktik.",
    "halsa": "Det är till exempel om du har läkarintyg, och för vilken tid.",
    "arbetsformaga": "Det är vad du kan och inte kan göra i ett arbete.",
    "sociala": "Det är till exempel hur du bor och vilket stöd du har.",
    "planer": "Det är till exempel en plan som du redan har hos en myndighet.",
    "mote": "Den som får ta del av det kan vara med när teamet pratar om dig.",
    "plan": "Det är vad ni har kommit överens om, vem som gör vad och när.",
    "planoversikt": "Det är att ett delmål finns, vem som ansvarar och när det ska vara klart. Vad det handlar om syns inte.",
    "uppfoljning": "Det är hur det har gått och vad som händer sedan.",
}
"""Category → what it is, or why it is needed."""

DOCUMENTS: Final = {
    "anmalan": "anmälan",
    "komplettering": "komplettering av anmälan",
    "anmalan_delad": "anmälan",
    "rattelse": "rättelse av anmälan",
    "anmalan_tillbakadragen": "besked om att anmälan är tillbakadragen",
    "byte_av_handlaggare": "besked om byte av handläggare",
    "mottagningsbekraftelse": "mottagningsbekräftelse",
    "komplettering_begard": "begäran om komplettering",
    "besked_tas_upp": "besked om att anmälan tas upp",
    "besked_tas_inte_upp": "besked om att anmälan inte tas upp",
    "kallelse": "kallelse till möte",
    "kallelse_andrad": "ändrad kallelse till möte",
    "kallelse_installd": "besked om att ett möte är inställt",
    "motesanteckning": "anteckning från möte",
    "mote_ajournerat": "besked om att ett möte skjuts upp",
    "fraga_om_behov": "fråga om behovet av samverkan finns kvar",
    "gemensam_plan": "gemensam plan",
    "plan_andrad": "ändrad gemensam plan",
    "svar_fran_part": "svar från en part",
    "paminnelse_uppfoljning": "påminnelse om uppföljning",
    "uppfoljning_flyttad": "besked om att uppföljningen flyttas",
    "uppfoljning": "uppföljning av planen",
    "avslut": "besked om att samarbetet avslutas",
    "mote": "det som sades på ett möte",
    "stop": "meddelande om att samtycket har upphört",
    "corrected": "meddelande om att en handling är rättad",
    "retracted": "meddelande om att en handling är återtagen",
    "erased": "meddelande om att ärendet är gallrat",
}
"""Type of document → what it is."""

GROUNDS: Final = {
    "row": "Ditt samtycke.",
    "control": "Meddelandet säger bara vad som har ändrats. Det innehåller inga uppgifter om dig.",
    "lagrum": "En myndighets beslut enligt lag.",
    "muntligt": "Det sades på mötet. Då fanns inget samtycke som gällde för just det.",
}
"""Ground of a disclosure → why it was allowed, or that it was not."""

RAN_OUT: Final = {
    None: "Tiden gick ut den {day}.",
    Cause.ANMALAN_ATERTAGEN: (
        "Sista dagen var den {day}, eftersom anmälan hade skickats av misstag och togs tillbaka."
    ),
    Cause.SAMARBETET_AVSLUTAT: "Sista dagen var den {day}, eftersom samarbetet avslutades.",
    Cause.UPPDRAGET_UPPHOR: (
        "Sista dagen var den {day}, eftersom uppdraget eller fullmakten för den som samtyckte för dig upphörde."
    ),
    Cause.ENHETEN_UPPHOR: "Sista dagen var den {day}, eftersom en enhet som samtycket nämner upphörde.",
}
"""Why a row got the last day that it had → when that was, and why."""

TAKEN_BACK: Final = {
    GivenBy.PERSON: "Du återkallade det den {day}.",
    GivenBy.GUARDIAN: "Din vårdnadshavare återkallade det för dig den {day}.",
    GivenBy.PERSON_AND_GUARDIAN: "Du och din vårdnadshavare återkallade det den {day}.",
    GivenBy.REPRESENTATIVE: "Den som företräder dig återkallade det för dig den {day}.",
}
"""Whose word it was → when. Which kind of representative it was lies sealed, and stands in the receipt."""


def last_day(window: Window) -> str:
    """Write the last day of a stretch of time: it ends at midnight after it."""
    return long_date(local_day(window.end - timedelta(seconds=1)))


def row(seen: SeenRow, source: str, recipient: str, now: datetime) -> str:
    """Say what a row lets happen, until when, or that it is over and why."""
    state = seen.state_at(now)
    if state is RowState.AKTIV:
        begins = (
            "" if seen.window.start <= now else f"från och med den {long_date(local_day(seen.window.start))} "
        )
        return (
            f"{source} får lämna {CATEGORIES[seen.cell.category]} till {recipient}. "
            f"{MEANINGS[seen.cell.category]} Det gäller {begins}till och med den {last_day(seen.window)}."
        )
    return f"{source} får inte längre lämna {CATEGORIES[seen.cell.category]} till {recipient}. {_end(seen, state)}"


def _end(seen: SeenRow, state: RowState) -> str:
    if state is RowState.UTGANGET:
        return ran_out([seen])
    if state is RowState.MAKULERAT:
        return "Samtycket var felaktigt registrerat och är struket."
    return taken_back(seen)


def ran_out(rows: Sequence[SeenRow]) -> str:
    """Say of rows whose time is out when the last of it was, and why then: its own last day, or what came before it."""
    last = max((each.window for each in rows), key=lambda window: window.end)
    causes = {each.cause for each in rows if each.window.end == last.end}
    said = RAN_OUT[causes.pop()] if len(causes) == 1 else "Sista dagen var den {day}."
    return said.format(day=last_day(last))


def taken_back(seen: SeenRow) -> str:
    """Say of a withdrawn row whose word it was, and when."""
    return TAKEN_BACK[seen.withdrawn_by].format(day=long_date(local_day(seen.ended_at or seen.window.end)))


def listed(parts: list[str]) -> str:
    """Write a list in a sentence. The last part stands after "samt": some parts have an "och" of their own."""
    *most, last = parts
    return f"{', '.join(most)} samt {last}" if most else last

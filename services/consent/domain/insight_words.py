"""The words of the letter about who has been told what: ordinary Swedish, and easy to read (lättläst)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

from services.consent.domain import words
from services.consent.domain.givers import Giver, Manner
from services.consent.domain.receipt_words.easy import EASY as EASY_RECEIPT
from services.consent.domain.receipt_words.givers import EASY as EASY_GIVERS
from services.consent.domain.receipt_words.givers import SWEDISH as SWEDISH_GIVERS

_ABOUT: Final = "uppgifter om "


@dataclass(frozen=True, slots=True)
class InsightWords:
    """One way to say it. The mappings have grounds, states of what is unopened, purposes, or categories as keys."""

    title: str
    intro: str
    nothing_yet: str
    columns: tuple[str, str, str, str]
    grounds: Mapping[str, str]
    ground_signed: Mapping[Manner | None, str]
    who: Mapping[str, str]
    categories: Mapping[str, str]
    system: str
    unopened_heading: str
    unopened_intro: str
    unopened_columns: tuple[str, str, str]
    states: Mapping[str, str]
    reads_heading: str
    reads_intro: str
    reads_columns: tuple[str, str, str]
    elsewhere_heading: str
    elsewhere: str
    purposes: Mapping[str, str]
    wrong_heading: str
    wrong: str

    def signed(self, giver: Giver | None, days: str) -> str:
        """Say on which signature it was handed out: hers, or somebody else's, who is never named. None: not known now."""
        who = self.who[giver.who] if giver and giver.who else ""
        template = self.ground_signed[giver.manner if giver else None]
        return template.format(days=days, who=who, Who=who[:1].upper() + who[1:])

    def together(self, categories: Collection[str]) -> str:
        """Name kinds of information in a sentence; that it is *uppgifter om* is said once."""
        first, *rest = [phrase for category, phrase in self.categories.items() if category in categories]
        return words.listed([first, *(phrase.removeprefix(_ABOUT) for phrase in rest)])


ORDINARY: Final = InsightWords(
    title="Vem som har fått veta vad om dig",
    intro=(
        "Här står varje handling med uppgifter om dig som någon har öppnat, och det som har sagts på möten om dig. Här står enhet "
        "och funktion, inte vad den som läste heter. Vill du veta mer kan du fråga koordinatorn."
    ),
    nothing_yet="Ingen har fått några uppgifter om dig i ärendet.",
    columns=("När", "Vem", "Vad", "Varför"),
    grounds=words.GROUNDS,
    ground_signed={
        Manner.SJALV: "Ditt samtycke från den {days}.",
        Manner.MUNTLIGT: "Ditt samtycke från den {days}.",
        Manner.TILLSAMMANS: "Samtycket från den {days}, lämnat av dig och {who}.",
        Manner.FOR_HENNE: "Samtycket från den {days}, lämnat för dig av {who}.",
        None: "Samtycket från den {days}.",
    },
    who=SWEDISH_GIVERS.who,
    categories=words.CATEGORIES,
    system="datasystem",
    unopened_heading="Det som ingen har öppnat",
    unopened_intro="Det här har gjorts klart för en enhet, men den har inte öppnat det. Den har alltså inte fått veta det.",
    unopened_columns=("Vem", "Vad", "Hur det är nu"),
    states={
        "kan_oppnas": "Det kan fortfarande öppnas, så länge ditt samtycke gäller.",
        "kan_inte_oppnas": "Det går inte att öppna nu.",
        "nyckeln_forstord": "Det går aldrig att öppna. Nyckeln är förstörd.",
    },
    reads_heading="Vem som har läst om ditt samtycke",
    reads_intro=(
        "Här står de som har läst om ditt samtycke, dina kvitton och det som har lämnats ut. Den som läser måste ange varför. Det "
        "som du själv har läst står inte med."
    ),
    reads_columns=("När", "Vem", "Varför"),
    elsewhere_heading="Vem som har läst annat om dig",
    elsewhere=(
        "Andra delar av tjänsten har egna listor över vem som har läst. Vem som har läst anmälan får du veta av handläggaren vid den "
        "enhet som gjorde den. Vem som har läst teamets akt och uppföljningen av planen får du veta av koordinatorn. Du kan också "
        "läsa listorna själv när du är inloggad."
    ),
    purposes={
        "handlaggning": "handläggning av ditt ärende",
        "handlaggning_for_hand": "handläggning för hand",
        "begaran_fran_individen": "du bad om det",
        "begaran_om_allman_handling": "någon begärde en allmän handling",
        "rattelse_eller_gallring": "rättelse eller gallring",
        "tillsyn": "tillsyn",
        "egen_insyn": "din egen insyn",
        "kvitto_till_individen": "ett kvitto skulle lämnas till dig",
        "mote": "ett möte om dig",
        "planering": "planering tillsammans med dig",
        "uppfoljning": "uppföljning av planen",
        "granskning": "granskning",
    },
    wrong_heading="Om något är fel",
    wrong=(
        "Tror du att någon har fått något som den inte borde ha fått? Säg till koordinatorn. Du kan också klaga hos "
        "Integritetsskyddsmyndigheten (IMY)."
    ),
)

EASY: Final = replace(
    ORDINARY,
    intro=(
        "Här står vem som har fått veta något om dig.\nDu ser enheten.\nDu ser vilket arbete den som läste har.\n"
        "Du ser inte vad den som läste heter.\nVill du veta mer?\nFråga koordinatorn."
    ),
    nothing_yet="Ingen har fått veta något om dig.",
    grounds={
        "row": "Du har samtyckt.",
        "control": "Det är bara ett meddelande. Där står inget om dig.",
        "lagrum": "En myndighet bestämde det. Det står i en lag.",
        "muntligt": "Det sades på mötet. Du hade inte samtyckt till det.",
    },
    ground_signed={
        Manner.SJALV: "Du samtyckte den {days}.",
        Manner.MUNTLIGT: "Du samtyckte den {days}.",
        Manner.TILLSAMMANS: "Du och {who} samtyckte den {days}.",
        Manner.FOR_HENNE: "{Who} samtyckte för dig den {days}.",
        None: "Samtycket är från den {days}.",
    },
    who=EASY_GIVERS.who,
    categories=EASY_RECEIPT.categories,
    system="ett datasystem",
    unopened_intro="Det här är klart att öppna.\nMen enheten har inte öppnat det.\nDen vet inte vad där står.",
    unopened_columns=("Vem", "Vad", "Så är det nu"),
    states={
        "kan_oppnas": "Det kan öppnas så länge du samtycker.",
        "kan_inte_oppnas": "Det går inte att öppna nu.",
        "nyckeln_forstord": "Det går aldrig att öppna.",
    },
    reads_heading="Vem har läst om ditt samtycke?",
    reads_intro="Den som läser om ditt samtycke måste säga varför.\nDet du själv har läst står inte här.",
    elsewhere_heading="Vem har läst annat om dig?",
    elsewhere=(
        "Fråga handläggaren vem som har läst anmälan.\nFråga koordinatorn vem som har läst teamets akt.\n"
        "Du kan också logga in och läsa listorna."
    ),
    wrong_heading="Är något fel?",
    wrong=(
        "Har någon fått veta något som den inte borde veta?\nSäg till koordinatorn.\nDu kan också klaga.\n"
        "Då skriver du till Integritetsskyddsmyndigheten.\nDen kallas IMY."
    ),
)

BY_VARIANT: Final = {None: ORDINARY, "lattlast": EASY}
"""Variant of the language → words."""

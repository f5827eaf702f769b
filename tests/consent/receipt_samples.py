"""Receipts of every kind, as the consent service composes them, about nobody in particular."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID

from services.consent.domain import consent_record, receipt_letter
from services.consent.domain.givers import Giver, Limit, Manner
from services.consent.domain.giving import GivenBy
from services.consent.domain.paper import Exclusion
from services.consent.domain.receipts import Choices, Confirmed, ConfirmedRow, ReceiptKind, SignedText
from services.consent.domain.rows import Cause, Cell, Window
from services.consent.texts import load_texts
from shared.days import local_day
from shared.letters.blocks import Addressee
from shared.letters.sheet import Sheet, lay_out
from tests.consent.letter_samples import DIRECTORY, SENDER, TEAM, USUAL
from tests.coordinator.builders import HEAD

AT = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
REGION = "vard-sodermalm"
UNTIL = datetime(2026, 9, 1, 22, 0, tzinfo=UTC)
LOCALES = ("sv", "sv-lattlast", "en")
GIVERS = {
    "muntligt": Giver(GivenBy.PERSON, Manner.MUNTLIGT, None, Limit.UNDERSKRIFT, date(2026, 3, 16)),
    "god_man": Giver(GivenBy.REPRESENTATIVE, Manner.FOR_HENNE, "god_man", Limit.UPPDRAG, date(2026, 5, 31)),
    "ombud": Giver(GivenBy.REPRESENTATIVE, Manner.FOR_HENNE, "ombud", Limit.UPPDRAG_TILLS_VIDARE),
    "guardians": Giver(GivenBy.GUARDIAN, Manner.FOR_HENNE, "vardnadshavarna", Limit.ARTON_AR),
    "together": Giver(GivenBy.PERSON_AND_GUARDIAN, Manner.TILLSAMMANS, "vardnadshavare"),
}
CAUSED = tuple(product((ReceiptKind.UTGANGET, ReceiptKind.FORKORTAT), Cause))
WITHDRAWERS = {
    who: Giver(by, manner, who)
    for who, by, manner in (
        ("god_man", GivenBy.REPRESENTATIVE, Manner.FOR_HENNE),
        ("foretradare", GivenBy.REPRESENTATIVE, Manner.FOR_HENNE),
        ("vardnadshavare", GivenBy.GUARDIAN, Manner.FOR_HENNE),
    )
} | {"together": Giver(GivenBy.PERSON_AND_GUARDIAN, Manner.TILLSAMMANS, "vardnadshavare")}
CASE = UUID("019a0000-0000-7000-8000-000000000001")


def rows(*pairs: tuple[str, str], categories: tuple[str, ...] = USUAL) -> list[ConfirmedRow]:
    cells = [Cell(source, recipient, category) for source, recipient in pairs for category in categories]
    window = Window(AT - timedelta(hours=12), UNTIL)
    return [ConfirmedRow(UUID(int=number), cell, window) for number, cell in enumerate(cells, start=1)]


def confirmed(kind: ReceiptKind = ReceiptKind.GIVET, locale: str = "sv", **changes: Any) -> Confirmed:
    text = load_texts().current(locale)
    assert text is not None
    given = kind in {ReceiptKind.GIVET, ReceiptKind.ANDRAT}
    said = given or kind is ReceiptKind.ATERKALLAT
    values: dict[str, Any] = {
        "id": UUID("019a0000-0000-7000-8000-00000000000a"),
        "record_id": UUID("019a0000-0000-7000-8000-00000000000b"),
        "case_id": CASE,
        "kind": kind,
        "made_at": AT,
        "said_on": date(2026, 3, 1) if said else None,
        "received_at": AT if said else None,
        "effective_at": AT,
        "how": ("paper" if given else "telefon") if said else None,
        "by_unit": SENDER if said else None,
        "by_function": "socialsekreterare" if said else None,
        "text": SignedText(text.id, text.hash, text.locale),
        "rows": rows((SENDER, REGION)),
        "standing": rows((SENDER, TEAM), (TEAM, SENDER), (TEAM, REGION)),
        "choices": Choices((Exclusion(None, REGION, "sociala"),), True, False, True) if given else None,
        "registering_unit": SENDER,
        "team": TEAM,
    }
    return Confirmed(**{**values, **changes})


def struck(locale: str = "sv") -> Confirmed:
    """A signature is annulled, and no row ends by it."""
    signed: dict[str, Any] = {
        "said_on": date(2026, 3, 1),
        "received_at": AT,
        "how": "paper",
        "by_unit": SENDER,
    }
    what = confirmed(ReceiptKind.MAKULERAT, locale, rows=[], is_of_signing=True, **signed)
    return replace(what, by_function="socialsekreterare")


def sheet(what: Confirmed) -> Sheet:
    return lay_out(
        receipt_letter.title(what),
        receipt_letter.blocks(what, DIRECTORY),
        day=local_day(what.made_at),
        head=HEAD,
        to=Addressee(),
        references=((what.phrases.reference, str(what.case_id)),),
        language=what.phrases.language,
    )


def record(what: Confirmed) -> dict[str, Any]:
    return consent_record.record(what, DIRECTORY)


def every() -> dict[str, Confirmed]:
    """Each kind in each language and variant, and one after which nothing is left."""
    found = {f"{kind}_{locale}": confirmed(kind, locale) for kind in ReceiptKind for locale in LOCALES}
    nothing_left = replace(confirmed(ReceiptKind.ATERKALLAT), standing=[])
    given = {
        f"{manner}_{kind}_{locale}": confirmed(kind, locale, giver=giver)
        for manner, giver in GIVERS.items()
        for kind in (ReceiptKind.GIVET, ReceiptKind.ANDRAT)
        for locale in LOCALES
    }
    caused = {
        f"{kind}_{cause}_{locale}": confirmed(kind, locale, cause=cause)
        for kind, cause in CAUSED
        for locale in LOCALES
    }
    withdrawn = {
        f"aterkallat_{who}_{locale}": confirmed(ReceiptKind.ATERKALLAT, locale, giver=giver)
        for who, giver in WITHDRAWERS.items()
        for locale in LOCALES
    }
    found |= given | caused | withdrawn
    return found | {"nothing_left": nothing_left} | {f"struck_{locale}": struck(locale) for locale in LOCALES}

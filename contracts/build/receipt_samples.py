"""One receipt for each thing that is confirmed, composed by the service itself, about nobody in particular."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from deploy.infra.home import REFERENCE
from services.consent.domain import consent_record
from services.consent.domain.paper import Exclusion
from services.consent.domain.receipts import Choices, Confirmed, ConfirmedRow, ReceiptKind, SignedText
from services.consent.domain.rows import Cell, Window
from services.consent.foreign import load_recipients
from services.consent.texts import load_texts

_SENDER, _TEAM, _REGION = "soc-sodermalm", "team-stockholm", "vard-sodermalm"
_AT = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
_WINDOW = Window(datetime(2026, 3, 1, 23, 0, tzinfo=UTC), datetime(2026, 9, 1, 22, 0, tzinfo=UTC))


def receipt_samples() -> dict[str, dict[str, Any]]:
    """Return kind → a receipt's record."""
    directory = load_recipients(REFERENCE / "recipients.json")
    return {kind.value: consent_record.record(_confirmed(kind), directory) for kind in ReceiptKind}


def _confirmed(kind: ReceiptKind) -> Confirmed:
    text = load_texts().current("sv")
    assert text is not None, "there is always a text in Swedish"
    is_signed = kind in {ReceiptKind.GIVET, ReceiptKind.ANDRAT}
    is_said = is_signed or kind is ReceiptKind.ATERKALLAT
    choices = Choices(
        (Exclusion(None, _REGION, "sociala"),), has_note=False, statistics=False, contact_by_message=True
    )
    return Confirmed(
        id=_id(1),
        record_id=_id(2),
        case_id=_id(3),
        kind=kind,
        made_at=_AT,
        said_on=date(2026, 3, 2) if is_said else None,
        received_at=_AT if is_said else None,
        effective_at=_AT,
        how=("paper" if is_signed else "telefon") if is_said else None,
        by_unit=_SENDER if is_said else None,
        by_function="socialsekreterare" if is_said else None,
        text=SignedText(text.id, text.hash, text.locale),
        rows=_rows(10, (_SENDER, _REGION), "identitet", "handlaggning", "halsa"),
        standing=_rows(20, (_SENDER, _TEAM), "identitet", "handlaggning"),
        choices=choices if is_signed else None,
        registering_unit=_SENDER,
        team=_TEAM,
    )


def _rows(first: int, pair: tuple[str, str], *categories: str) -> list[ConfirmedRow]:
    return [
        ConfirmedRow(_id(n), Cell(*pair, each), _WINDOW) for n, each in enumerate(categories, start=first)
    ]


def _id(number: int) -> UUID:
    return UUID(f"019a0000-0000-7000-8000-{number:012d}")

"""A receipt as it is answered: in a list, as a letter, and as a record for programs. Set from its frozen words alone."""

from enum import StrEnum
from typing import Any

from fastapi import Response
from fastapi.responses import JSONResponse

from services.consent.core import Core
from services.consent.domain import receipt_words
from services.consent.errors import ReceiptUnknown
from services.consent.queries.receipts import SealedReceipt, SeenReceipt
from services.consent.repository.receipts import SEALED_AS
from shared.days import utc
from shared.letters.http import Form, letter_answer
from shared.letters.sheet import sheet_from


class ReceiptForm(StrEnum):
    """How a receipt is set: as a letter, as plain text, or as a consent record (ISO/IEC TS 27560 names)."""

    PDF = "pdf"
    TXT = "txt"
    JSON = "json"


def listed(receipt: SeenReceipt, core: Core) -> dict[str, Any]:
    """Write a receipt in a list: what it confirms, and how it has reached her."""
    return {
        "id": str(receipt.id),
        "case_id": str(receipt.case_id),
        "what": receipt.what,
        "title": receipt_words.of(receipt.locale).title(
            receipt.what, is_for_her=receipt.is_withdrawn_for_her, has_cause=receipt.has_cause
        ),
        "locale": receipt.locale,
        "made_at": utc(receipt.made_at),
        "handed_over": [
            {
                "how": each.how,
                "handed_on": each.handed_on.isoformat(),
                "unit": each.unit,
                "unit_name": core.recipients.name_of(each.unit) if each.unit else None,
                "function": each.function,
            }
            for each in receipt.hand_overs
        ],
    }


async def receipt_answer(receipt: SealedReceipt, form: ReceiptForm, core: Core) -> Response:
    """Open a receipt and set it. Raises ReceiptUnknown when the case is erased; KeyStoreDown."""
    keys = await core.case_keys.open_many([receipt.case_id])
    key = keys.get(receipt.case_id)
    if key is None:
        raise ReceiptUnknown
    said = key.open_json(*SEALED_AS, receipt.id, receipt.body)
    if form is ReceiptForm.JSON:
        return JSONResponse(said["record"], headers={"Cache-Control": "no-store"})
    return await letter_answer(sheet_from(said["sheet"]), Form(form.value))

"""Refusals about the signed paper: text, days, ticks, and rows that it meets."""

from datetime import datetime

from services.consent.errors.fields import FieldRefusal
from shared.problem import Refusal


class TextUnknown(Refusal):
    """No samtyckestext with that id or in that language."""

    code = "text_unknown"


class TextDiffers(FieldRefusal):
    """Text id, hash and language do not name one text version: what was signed is the exact text shown."""

    code = "text_differs"
    field = "text_hash"
    message = "Text, språk och kontrollsumma hör inte ihop."


class TextNotInForce(FieldRefusal):
    """On the day of signing another version of the text was in force: nobody signs a text that has been replaced."""

    code = "text_not_in_force"
    field = "text_id"
    message = "Den här versionen av texten gällde inte den dag då pappret skrevs under."


class SignedInFuture(FieldRefusal):
    """The day of signing has not come yet."""

    code = "signed_in_future"
    field = "signed_on"
    message = "Dagen för underskriften ligger i framtiden."


class SignedTooLongAgo(FieldRefusal):
    """The day of signing lies so far back that the year must be mistyped."""

    code = "signed_too_long_ago"
    field = "signed_on"
    message = "Dagen för underskriften ligger mer än ett år tillbaka. Kontrollera årtalet."


class LastsTooLong(FieldRefusal):
    """The last day lies so far ahead that the year must be mistyped."""

    code = "lasts_too_long"
    field = "valid_to"
    message = "Sista dagen ligger mer än tio år fram. Kontrollera årtalet."


class StartsBeforeSigned(FieldRefusal):
    """The samtycke would be in force before it was signed."""

    code = "starts_before_signed"
    field = "valid_from"
    message = "Samtycket kan inte gälla före underskriften."


class EndsBeforeStart(FieldRefusal):
    """The last day lies before the first."""

    code = "ends_before_start"
    field = "valid_to"
    message = "Sista dagen ligger före första dagen."


class AlreadyEnded(FieldRefusal):
    """The last day has passed."""

    code = "already_ended"
    field = "valid_to"
    message = "Sista dagen har redan passerat."


class NothingGranted(FieldRefusal):
    """No line is ticked."""

    code = "nothing_granted"
    field = "grants"
    message = "Ingen part är kryssad."


class SameUnit(FieldRefusal):
    """Source and recipient are the same unit: reading one's own akt needs no samtycke."""

    code = "same_unit"
    message = "Källa och mottagare är samma enhet."


class RecipientUnknown(FieldRefusal):
    """No such unit, or not in force today."""

    code = "recipient_unknown"
    message = "Enheten finns inte bland dem som samtycket kan omfatta i dag."


class CategoryUnknown(FieldRefusal):
    """Not one of the data categories."""

    code = "category_unknown"
    message = "Uppgiftskategorin finns inte."


class CoreExcluded(FieldRefusal):
    """identitet and handlaggning belong to every row set: without them the unit is left out whole."""

    code = "core_excluded"
    message = "Identitet och handläggning kan inte undantas för en part som är kryssad."


class ExclusionOfActiveRow(Refusal):
    """The paper says no to something that an earlier samtycke allows: that is a withdrawal, an act of its own."""

    code = "exclusion_of_active_row"

    def __init__(self, rows: list[dict[str, str]]) -> None:
        super().__init__(rows=rows)


class GapBetween(Refusal):
    """An active row's time and the paper's do not meet; one row cannot cover days that nobody signed for."""

    code = "gap_between"

    def __init__(self, row: dict[str, str], start: datetime, end: datetime) -> None:
        super().__init__(rows=[{**row, "valid_from": start.isoformat(), "valid_to": end.isoformat()}])


class ExpiredRowNotEnded(Refusal):
    """An earlier row has just expired and is being closed; a new one can be made in a moment."""

    code = "expired_row_not_ended"

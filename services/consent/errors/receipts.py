"""Refusals about receipts to the person and how they reach her."""

from services.consent.errors.fields import FieldRefusal
from shared.problem import Refusal


class ReceiptUnknown(Refusal):
    """No such receipt for this viewer: unknown, another person's or another unit's, or its case is erased."""

    code = "receipt_unknown"


class OwnViewIsHers(FieldRefusal):
    """That she has read it herself is noted when she does; nobody states it for her."""

    code = "own_view_is_hers"
    field = "how"
    message = "Att personen själv har läst kvittot noteras av tjänsten."


class PostToProtected(FieldRefusal):
    """No letter goes to the address of a protected person: Skatteverket forwards it (FOL 17 a §; OSL 21:3, 22:1)."""

    code = "post_to_protected"
    field = "how"
    message = "Personen har skyddade personuppgifter. Skicka inte till någon adress."


class PostServiceUncalledFor(FieldRefusal):
    """Skatteverket forwards post to protected persons only."""

    code = "post_service_uncalled_for"
    field = "how"
    message = "Skatteverket förmedlar bara post till den som har skyddade personuppgifter."


class HandedInFuture(FieldRefusal):
    """The day has not come yet."""

    code = "handed_in_future"
    field = "handed_on"
    message = "Dagen ligger i framtiden."


class HandedOverBeforeMade(FieldRefusal):
    """The receipt did not exist on that day."""

    code = "handed_over_before_made"
    field = "handed_on"
    message = "Kvittot fanns inte den dagen."

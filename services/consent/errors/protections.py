"""Refusals about marks of protected identity."""

from services.consent.errors.fields import FieldRefusal
from shared.problem import Refusal


class ProtectionUnknown(Refusal):
    """No such mark for this viewer: unknown, or in another unit's case (the two look the same)."""

    code = "protection_unknown"


class AlreadyLifted(Refusal):
    """The mark was lifted before; a protection that comes back is a new mark."""

    code = "already_lifted"


class ReadingNeedsPurpose(Refusal):
    """A case that is handled by hand is read for a stated purpose."""

    code = "reading_needs_purpose"


class AddressKnown(Refusal):
    """The person is not protected: her letter needs nobody between."""

    code = "address_known"


class KnownInFuture(FieldRefusal):
    """The day when it became known has not come."""

    code = "known_in_future"
    field = "known_on"
    message = "Dagen ligger i framtiden. Ange den dag då uppgiften kom."


class LiftedInFuture(FieldRefusal):
    """The day of the decision has not come."""

    code = "lifted_in_future"
    field = "decided_on"
    message = "Beslutsdagen ligger i framtiden."


class LiftedBeforeKnown(FieldRefusal):
    """The decision would be older than what it is about."""

    code = "lifted_before_known"
    field = "decided_on"
    message = "Beslutsdagen ligger före den dag då skyddet blev känt."

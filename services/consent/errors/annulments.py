"""Refusals about makulering, and about a signature that meets one."""

from services.consent.errors.fields import FieldRefusal
from shared.problem import Refusal


class SigningUnknown(Refusal):
    """No such signature for this viewer: unknown, or registered by another unit (the two look the same)."""

    code = "signing_unknown"


class SigningAnnulled(Refusal):
    """The signature is annulled already; it is done once, with one reason."""

    code = "signing_annulled"


class AnnulmentUnknown(Refusal):
    """No such makulering for this viewer."""

    code = "annulment_unknown"


class WhatWasWrongMissing(FieldRefusal):
    """A code alone does not tell who looks later what happened."""

    code = "what_was_wrong_missing"
    field = "what_was_wrong"
    message = "Skriv vad som blev fel, så att den som läser senare förstår."


class OtherPersonSubmitted(Refusal):
    """The wrong person's samtycke is annulled, but the anmälan about her is sent: the case stays hers."""

    code = "other_person_submitted"


class EarlierBeingEnded(Refusal):
    """Rows of the case are just being ended: what a new signature does beside them is told in a moment."""

    code = "earlier_being_ended"

"""Refusals of the disclosure log: checkpoints, proofs, evidence."""

from services.consent.errors.fields import FieldRefusal
from shared.problem import Refusal, Unavailable


class LogEmpty(Refusal):
    """Nothing has been disclosed yet, so there is no checkpoint."""

    code = "log_empty"


class LeafUnknown(Refusal):
    """No such leaf for this viewer: unknown, another unit's, or without a number yet."""

    code = "leaf_unknown"


class SizesUnknown(FieldRefusal):
    """The sizes are not two sizes of this log in their order."""

    code = "sizes_unknown"
    field = "from"
    message = "Ange två storlekar som loggen har haft, den mindre först."


class PurposeMissing(FieldRefusal):
    """Staff state why they take evidence out; the person need not."""

    code = "purpose_missing"
    field = "purpose"
    message = "Ange ändamålet med uttaget."


class BundleTooLarge(Refusal):
    """More leaves than fit into one bundle."""

    code = "bundle_too_large"


class LogClosed(Unavailable):
    """The stored log contradicts itself: nothing is proved by it until people have looked."""

    code = "log_closed"

"""What a stored event leads to: a declared fact is sealed, a withdrawn one taken back, any other goes to nobody."""

from services.consent.disclosures import DISCLOSURES, WITHDRAWALS
from services.consent.sealing import Sealing
from services.consent.taking_back import TakingBack
from shared.inbox import Reaction


def reactions(sealing: Sealing, taking_back: TakingBack) -> dict[str, Reaction]:
    """Return event type → reaction."""
    return {**dict.fromkeys(DISCLOSURES, sealing), **dict.fromkeys(WITHDRAWALS, taking_back)}

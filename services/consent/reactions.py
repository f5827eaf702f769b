"""What a stored event leads to: a declared fact is sealed, a withdrawn one taken back, any other goes to nobody."""

from services.consent.ceasing import Ceasing
from services.consent.disclosures import (
    AKT_ENDED,
    CASE_CONCLUDED,
    DISCLOSURES,
    MEETING_HELD,
    REFERRAL_DECLINED,
    WITHDRAWALS,
)
from services.consent.receipting import Receipting
from services.consent.sealing import Sealing
from services.consent.spoken import Speaking
from services.consent.taking_back import TakingBack
from shared.inbox import Reaction
from shared.keys import KeyStore


def reactions(
    sealing: Sealing, taking_back: TakingBack, keys: KeyStore, receipts: Receipting
) -> dict[str, Reaction]:
    """Return event type → reaction."""
    return {
        **dict.fromkeys(DISCLOSURES, sealing),
        **dict.fromkeys((REFERRAL_DECLINED, AKT_ENDED, CASE_CONCLUDED), Ceasing(sealing, receipts)),
        MEETING_HELD: Speaking(sealing, keys),
        **dict.fromkeys(WITHDRAWALS, taking_back),
    }

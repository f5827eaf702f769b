"""What a stored event leads to: a declared fact is sealed, a withdrawn one taken back, any other goes to nobody."""

from services.consent.addressing.disclosures import (
    AKT_ENDED,
    CASE_CONCLUDED,
    DISCLOSURES,
    MEETING_HELD,
    REFERRAL_DECLINED,
    WITHDRAWALS,
)
from services.consent.addressing.sealing import Sealing
from services.consent.addressing.spoken import Speaking
from services.consent.addressing.taking_back import TakingBack
from services.consent.ending.ceasing import Ceasing
from services.consent.receipting import Receipting
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

"""Which akter the lists leave out: a samtycke that is gone, or protected identity.

Of an anmälan on paper that waits for its samtycke the first says nothing, since there has been none: only the second
leaves it out.
"""

from collections.abc import Sequence
from uuid import UUID

from services.coordinator.consent import ConsentService
from services.coordinator.domain import Status
from services.coordinator.tables import AktRow


async def left_out(consent: ConsentService, akter: Sequence[AktRow]) -> frozenset[UUID]:
    """Return the case ids that are left out. Raises ConsentUnreachable."""
    hidden = await consent.hidden(akt.case_id for akt in akter)
    waiting = {akt.case_id for akt in akter if Status(akt.status) is Status.VANTAR_PA_SAMTYCKE} & hidden
    return (hidden - waiting) | (await consent.withheld(waiting) if waiting else frozenset())

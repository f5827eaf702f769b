"""What the parts of the service share: made once in `wiring.py`, found by routes in `app.state.core`."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncEngine

from services.consent.addressing.row_keys import ConsentKeys
from services.consent.domain.recipients import Directory
from services.consent.domain.texts import ConsentTexts
from services.consent.foreign import ReferralSubjects
from services.consent.receipting import Receipting
from services.consent.restoring.gate import Gate
from services.consent.settings import ConsentSettings
from shared.blind_index import BlindIndex
from shared.clock import Clock
from shared.db import Sessions
from shared.keys import KeyStore
from shared.outbox import Outbox
from shared.scans.content import ScanContent
from shared.sealing import CaseKeys


@dataclass(frozen=True, slots=True)
class Core:
    """The consent service's own things: stores, keys, reference data and the clock of the law."""

    settings: ConsentSettings
    clock: Clock
    engine: AsyncEngine
    sessions: Sessions
    keystore: KeyStore
    case_keys: CaseKeys
    outbox: Outbox
    recipients: Directory
    person_index: BlindIndex
    texts: ConsentTexts
    subjects: ReferralSubjects
    scan_content: ScanContent
    gate: Gate

    @property
    def receipting(self) -> Receipting:
        """What makes receipts, on this core's clock."""
        return Receipting(self.case_keys, self.recipients, self.clock)

    @property
    def keys(self) -> ConsentKeys:
        """The keys that commands make before their transaction."""
        return ConsentKeys(self.keystore, self.case_keys)


def core_of(request: Request) -> Core:
    """Return the core of the app that answers the request."""
    return request.app.state.core


CoreDep = Annotated[Core, Depends(core_of)]

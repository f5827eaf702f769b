"""The parts of the log that routes need, found in `app.state.disclosure_log`."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from services.consent.disclosure_log.audit import Audit
from services.consent.disclosure_log.sequencer import Sequencer
from services.consent.disclosure_log.signers import Signers


@dataclass(frozen=True, slots=True)
class DisclosureLog:
    """The log of this service."""

    signers: Signers
    sequencer: Sequencer
    audit: Audit


def log_of(request: Request) -> DisclosureLog:
    """Return the log of the app that answers the request."""
    return request.app.state.disclosure_log


LogDep = Annotated[DisclosureLog, Depends(log_of)]

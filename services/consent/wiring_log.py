"""Puts the disclosure log together: sequencer, audit, checkpoints, proofs, evidence; and what watches withdrawals."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter, FastAPI

from services.consent.alarms.gate_shut import gate_rules
from services.consent.alarms.probing import Probing
from services.consent.alarms.watching import Watching
from services.consent.core import Core
from services.consent.disclosure_log.audit import Audit
from services.consent.disclosure_log.parts import DisclosureLog
from services.consent.disclosure_log.sequencer import Sequencer
from services.consent.disclosure_log.signers import Signers
from services.consent.exit.exits import Exit
from services.consent.http import log, log_bundles
from shared.alarms import Rule
from shared.service import Task

ROUTERS: Sequence[APIRouter] = (log.router, log_bundles.router)


def build_log(core: Core, app: FastAPI) -> Mapping[str, Task]:
    """Make the log's parts once and give the app their routes; returns what is to run."""
    signers = Signers(core.keystore, core.settings.log_origin)
    sequencer = Sequencer(core.sessions, signers)
    audit = Audit(core.sessions, signers, sequencer)
    app.state.disclosure_log = DisclosureLog(signers, sequencer, audit)
    for router in ROUTERS:
        app.include_router(router)
    return {"sequencer": sequencer.keep, "log-audit": audit.keep}


def build_watch(core: Core, app: FastAPI, exit_: Exit) -> tuple[Mapping[str, Task], Sequence[Rule]]:
    """Make the hourly probe and the alarms."""
    watching = Watching(core.sessions, app.state.registry)
    return {"probe": Probing(core, exit_).keep}, (*watching.rules(), *gate_rules(core.gate))

"""What operators do with keys and after a restore: each is run with the settings of the service that it is about."""

import json
import subprocess
import sys
from typing import Annotated, Any

import typer
from rich.table import Table

from deploy.infra.environment import child_environment
from deploy.infra.processes import NotStarted
from deploy.infra.topology import DISCLOSING_SERVICE, SERVICES
from deploy.output import console, screen
from deploy.running import NoSuchName, running_system

JsonFlag = Annotated[bool, typer.Option("--json", help="JSON on standard output, for a program to read.")]
ServiceOption = Annotated[
    str, typer.Option("--service", help="Only this service's keys; otherwise everyone's.")
]

keys = typer.Typer(
    no_args_is_help=True, help="Which keys there are, how old, and what waits; a change of root."
)


@keys.command()
def status(*, service: ServiceOption = "", as_json: JsonFlag = False) -> None:
    """Show each service's current keys, next turn, horizon and what waits to be destroyed: ids and counts only."""
    _show([_ask("status", name) for name in _chosen(service)], as_json=as_json)


@keys.command()
def turn(*, service: ServiceOption = "", as_json: JsonFlag = False) -> None:
    """Do now what is due; the services do it each hour by themselves."""
    _show([_ask("turn", name) for name in _chosen(service)], as_json=as_json)


@keys.command(name="root-change")
def root_change(*, service: ServiceOption = "", as_json: JsonFlag = False) -> None:
    """Make a new root, move every week key to it and destroy the old root. Cut off, it goes on when repeated."""
    _show([_ask("root-change", name) for name in _chosen(service)], as_json=as_json)


def reconcile(
    *,
    accept_lost_facts: Annotated[
        bool, typer.Option("--accept-lost-facts", help="Topic's end is gone.")
    ] = False,
    accept_lost_keys: Annotated[
        bool, typer.Option("--accept-lost-keys", help="Keys of rows are gone.")
    ] = False,
    accept_empty: Annotated[
        bool, typer.Option("--accept-empty-database", help="The database is begun anew.")
    ] = False,
    reason: Annotated[str, typer.Option("--reason", help="Why; kept for good.")] = "",
) -> None:
    """Show how far consent agrees with its topic and keys, or accept, with a reason, that something is lost."""
    chosen = {
        "facts_lost": accept_lost_facts,
        "keys_lost": accept_lost_keys,
        "database_replaced": accept_empty,
    }
    for code in [code for code, is_chosen in chosen.items() if is_chosen]:
        _run(
            ("services.consent.restoring.operator", "--accept", code, "--reason", reason), DISCLOSING_SERVICE
        )
    print(_run(("services.consent.restoring.operator",), DISCLOSING_SERVICE), end="")


def _chosen(service: str) -> list[str]:
    if service and service not in SERVICES:
        raise NoSuchName(f"ingen tjänst heter {service}; det finns: {', '.join(SERVICES)}")
    return [service] if service else list(SERVICES)


def _ask(what: str, service: str) -> dict[str, Any]:
    return json.loads(_run(("shared.keys_command", what), service))


def _run(words: tuple[str, ...], service: str) -> str:
    system = running_system()
    done = subprocess.run(
        (sys.executable, "-m", *words),
        env={**child_environment(system.home), **system.env_of(service)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or ["inget svar"]
        raise NotStarted(f"{service}: {lines[-1]}")
    return done.stdout


def _show(told: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(told, ensure_ascii=False))
        return
    table = Table(
        "tjänst", "vecka", "nästa byte", "levande", "att flytta", "väntar", "nästa förstöring", box=None
    )
    for one in told:
        table.add_row(
            one["service"],
            one["current_week"] or "-",
            str(one["next_turn"])[:16],
            str(sum(one["living"].values())),
            str(one["waiting_to_move"]),
            ", ".join(one["waiting_to_be_destroyed"]) or "-",
            str(one["next_destruction"] or "-")[:16],
        )
    console(sys.stdout).print(table)
    for one in told:
        for late in one["late"]:
            screen(f"{one['service']}: {late}")

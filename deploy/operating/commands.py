"""The operator's commands: `finsam status`, `finsam parked …`, `finsam replay …`."""

import json
import sys
import time
from typing import Annotated, Any

import typer
from rich.live import Live
from rich.table import Table

from deploy.operating.desk import Desk
from deploy.operating.status import look, table
from deploy.output import console, screen
from deploy.running import started_system

EVERY_SECONDS = 2.0
JsonFlag = Annotated[
    bool, typer.Option("--json", help="One JSON object on standard output, for a program to read.")
]
ParkedName = Annotated[str, typer.Argument(help="As the list names it: coordinator/inbox-17.")]

parked = typer.Typer(no_args_is_help=True, help="Events that could not be handled: see, retry, give up.")
replay = typer.Typer(no_args_is_help=True, help="Publish history once more, for readers that lost it.")


def status(
    *,
    as_json: JsonFlag = False,
    once: Annotated[bool, typer.Option("--once", help="Look once, also on a terminal.")] = False,
) -> None:
    """Show how the running system is, again and again on a terminal; exit 1 if something needs a hand."""
    system = started_system()
    if as_json or once or not sys.stdout.isatty():
        seen = look(system)
        if as_json:
            _print_json(seen.as_json())
        else:
            console(sys.stdout).print(table(seen))
        raise typer.Exit(0 if seen.ok else 1)
    with Live(table(look(system)), console=console(sys.stdout), auto_refresh=False) as live:
        while True:
            time.sleep(EVERY_SECONDS)
            live.update(table(look(system)), refresh=True)


@parked.command(name="list")
def list_parked(
    *,
    service: Annotated[str | None, typer.Option("--service", help="Of this service alone.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """List what is parked, with how much waits behind each; exit 1 if a service could not be asked."""
    with Desk.open() as desk:
        shelves = desk.parked(service)
    if as_json:
        _print_json({"parked": shelves.found, "unknown": shelves.unknown})
    else:
        if shelves.found:
            console(sys.stdout).print(_listed(shelves.found))
        elif not shelves.unknown:
            screen("Inget är parkerat.")
        for name, said in shelves.unknown.items():
            screen(f"Vad som är parkerat i {name} är okänt: {said}")
    raise typer.Exit(1 if shelves.unknown else 0)


@parked.command()
def show(named: ParkedName, *, as_json: JsonFlag = False) -> None:
    """Show one, with what stands open in it: never what it says about a person."""
    with Desk.open() as desk:
        found = desk.show(named)
    if as_json:
        _print_json(found)
        return
    for name, value in found.items():
        told = json.dumps(value, ensure_ascii=False, indent=2) if isinstance(value, dict) else value
        console(sys.stdout).print(f"{name}: {told}", markup=False)


@parked.command()
def retry(named: ParkedName, *, as_json: JsonFlag = False) -> None:
    """Let it be tried again, from the start. What waits behind it follows."""
    with Desk.open() as desk:
        desk.retry(named)
    _done({"retried": named}, f"{named} prövas igen.", as_json=as_json)


@parked.command()
def discard(
    named: ParkedName,
    *,
    reason: Annotated[
        str, typer.Option("--reason", help="handled_by_hand, obsolete, sent_in_error or unreadable.")
    ],
    reference: Annotated[str, typer.Option("--reference", help="Number of your own notes: INC-1234.")],
    as_json: JsonFlag = False,
) -> None:
    """Give it up: a fact says so and why, and what waits behind it goes on without its effect."""
    with Desk.open() as desk:
        made = desk.discard(named, reason, reference)
    told = f"{named} är uppgiven; händelse {made['event_id']} säger det."
    _done({"discarded": named, **made}, told, as_json=as_json)


@replay.command()
def service(
    name: Annotated[str, typer.Argument(help="referral, consent, coordinator or followup.")],
    *,
    case: Annotated[str | None, typer.Option("--case", help="The events of this case alone.")] = None,
    event: Annotated[str | None, typer.Option("--event", help="This event alone.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Let the owner publish its events once more; readers that have handled one ignore it."""
    with Desk.open() as desk:
        count = desk.replay(name, case_id=case, event_id=event)
    _done(
        {"replayed": count},
        f"{count} {'händelse' if count == 1 else 'händelser'} publiceras på nytt.",
        as_json=as_json,
    )


@replay.command()
def party(
    recipient: Annotated[str, typer.Argument(help="Whose records: af, fk …")],
    *,
    alias: Annotated[str | None, typer.Option("--alias", help="Of this alias of theirs alone.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Send a recipient's records once more, the same bytes: what it may no longer open stays shut."""
    with Desk.open() as desk:
        count = desk.replay_party(recipient, alias)
    _done(
        {"replayed": count},
        f"{count} {'handling' if count == 1 else 'handlingar'} skickas på nytt.",
        as_json=as_json,
    )


def _listed(found: list[dict[str, Any]]) -> Table:
    shown = Table("id", "typ", "ärende", "försök", "orsak", "väntar bakom", box=None, pad_edge=False)
    for item in found:
        shown.add_row(
            item["id"],
            item["type"] or "oläslig",
            item["key"] or "",
            str(item["attempts"]),
            item["failure"] or "",
            str(item["waiting"]),
        )
    return shown


def _done(made: dict[str, Any], told: str, *, as_json: bool) -> None:
    if as_json:
        _print_json(made)
    else:
        screen(told)


def _print_json(value: dict[str, Any]) -> None:
    print(json.dumps(value, ensure_ascii=False))

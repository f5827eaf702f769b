"""The `finsam` command: demo, trial, test, up, token, clock, party, recipients, status, parked, replay, keys, reconcile, verify, check, doctor, lock."""

import json
import signal
import sys
from datetime import datetime
from types import FrameType
from typing import Annotated, Any

import typer
from rich.table import Table

from deploy import checks, doctor, lock, running, units
from deploy.infra.broker import BrokerUnreachable, TopologyRefused, WrongPassword
from deploy.infra.home import HomeUnusable
from deploy.infra.jars import JarsRefused
from deploy.infra.ports import NoFreePort
from deploy.infra.privilege import CannotDrop
from deploy.infra.processes import HomeTaken, NotStarted
from deploy.operating import commands as operating
from deploy.operating import tending
from deploy.operating.desk import Refused
from deploy.output import console, fail, screen
from shared.devidp.login import LoginFailed
from shared.units import UnitsRefused

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Finsamteam: anmälan, samtycke, gemensam plan.",
)
app.add_typer(tending.keys, name="keys")
app.command()(tending.reconcile)
JsonFlag = Annotated[
    bool, typer.Option("--json", help="One JSON object on standard output, for a program to read.")
]
KNOWN = (
    BrokerUnreachable,
    CannotDrop,
    HomeTaken,
    HomeUnusable,
    JarsRefused,
    NoFreePort,
    LoginFailed,
    NotStarted,
    Refused,
    running.NoSuchName,
    running.NotRunning,
    running.OnlyForward,
    running.TooFar,
    TopologyRefused,
    UnitsRefused,
    WrongPassword,
)
app.command()(operating.status)
app.add_typer(operating.parked, name="parked")
app.add_typer(operating.replay, name="replay")
ANY_ARGUMENTS = {"allow_extra_args": True, "ignore_unknown_options": True}


@app.command()
def demo(
    *,
    as_json: JsonFlag = False,
    keep: Annotated[bool, typer.Option("--keep", help="Leave everything it wrote, to look at.")] = False,
) -> None:
    """Play one case, start to end, on the real parts; exit 1 if anything differs from what the story promises."""
    from deploy.demo import run  # noqa: PLC0415  # only this command needs the story

    raise typer.Exit(run(as_json=as_json, keep=keep))


@app.command()
def trial(
    *,
    minutes: Annotated[
        float, typer.Option("--minutes", min=0.1, help="How long the load and the faults go on.")
    ],
    as_json: JsonFlag = False,
    keep: Annotated[bool, typer.Option("--keep", help="Leave everything it wrote, to look at.")] = False,
    seed: Annotated[
        int | None, typer.Option("--seed", help="Play the faults of an earlier trial again.")
    ] = None,
) -> None:
    """Load the whole system while its parts are killed; exit 0 only if nothing is lost, doubled, leaked or stuck."""
    from deploy.trial.run import run  # noqa: PLC0415  only this command needs it

    raise typer.Exit(run(minutes=minutes, seed=seed, as_object=as_json, keep=keep))


@app.command()
def up(*, as_json: JsonFlag = False) -> None:
    """Start everything and leave it running until Ctrl-C."""
    running.up(as_json=as_json)


@app.command(context_settings=ANY_ARGUMENTS)
def test(context: typer.Context) -> None:
    """Run all tests on the real parts; arguments go on to pytest."""
    raise typer.Exit(checks.run_tests(context.args))


@app.command()
def check(*, as_json: JsonFlag = False) -> None:
    """Formatter, linter, types, imports and domain tests: what to run before each commit."""
    results = checks.run_checks(screen if not as_json else None)
    if as_json:
        print(
            json.dumps(
                {
                    "ok": all(result.ok for result in results),
                    "checks": [result.as_json() for result in results],
                }
            )
        )
    raise typer.Exit(0 if all(result.ok for result in results) else 1)


@app.command(name="doctor")
def examine(*, as_json: JsonFlag = False) -> None:
    """Say what is missing or wrong, each with the command that mends it."""
    findings = doctor.examine()
    ok = all(finding.ok for finding in findings)
    if as_json:
        print(
            json.dumps({"ok": ok, "checks": [finding.as_json() for finding in findings]}, ensure_ascii=False)
        )
    else:
        _show(findings)
    raise typer.Exit(0 if ok else 1)


@app.command()
def token(
    person: Annotated[str, typer.Argument(help="Who: an id that `finsam up` lists, such as koordinator.")],
) -> None:
    """Log a test person in at the running system's identity provider and print an access token."""
    print(running.token_of(person))


@app.command()
def clock(
    *,
    days: Annotated[int, typer.Option("--days", help="Move it so many days ahead.")] = 0,
    to: Annotated[
        datetime | None,
        typer.Option("--to", formats=["%Y-%m-%d"], help="Move it to that morning, 8 o'clock."),
    ] = None,
) -> None:
    """Show the law's clock of the running system, or move it ahead: what is due by then happens."""
    print(running.move_clock(days, to.date() if to else None).isoformat(timespec="minutes"))


@app.command(context_settings=ANY_ARGUMENTS | {"help_option_names": []})
def party(
    context: typer.Context,
    recipient: Annotated[str, typer.Argument(help="Whose system: af, fk, jobbtorg-stockholm …")],
) -> None:
    """Run a recipient's own client against the running system: `./finsam party fk answer --help` tells its fields."""
    if recipient in {"-h", "--help"}:  # after a recipient it is the client's own
        print(context.get_help())
        raise typer.Exit
    raise typer.Exit(running.as_party(recipient, context.args))


@app.command()
def recipients(*, as_json: JsonFlag = False) -> None:
    """List every unit that can receive, and whether it is valid on the law's day. Changes nothing."""
    units.listed(as_json=as_json)


@app.command(
    context_settings=ANY_ARGUMENTS | {"help_option_names": []},
    help="Judge an evidence bundle of the disclosure log, without network: `./finsam verify BUNDLE --key FINGERPRINT`.",
)
def verify(context: typer.Context) -> None:
    """Hand over to the verifier, which stands alone: `python -m finsam_verify` is the same."""
    from finsam_verify.__main__ import main as judge  # noqa: PLC0415  # only this command needs it

    raise typer.Exit(judge(context.args))


@app.command(name="lock")
def renew() -> None:
    """Renew requirements.lock and deploy/jars.lock from what is declared. Needs the network."""
    lock.renew(screen)


def _show(findings: list[doctor.Finding]) -> None:
    table = Table(show_header=False, box=None, pad_edge=False)
    for finding in findings:
        mark = "[green]✓[/]" if finding.ok else "[red]✗[/]"
        table.add_row(mark, finding.name, finding.said + (f"\n→ {finding.mend}" if finding.mend else ""))
    console(sys.stdout).print(table)


def _stop_politely(_number: int, _frame: FrameType | None) -> Any:
    """End by SIGTERM and by a closed terminal as by Ctrl-C: everything started is stopped."""
    raise KeyboardInterrupt


def main() -> None:
    """Run the command; what we know how to explain is told in a line, without a traceback."""
    # Ctrl-C too: a shell starts background jobs with it ignored, and Python would leave it so.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop_politely)
    try:
        app(prog_name="finsam")
    except KNOWN as error:
        fail(str(error))

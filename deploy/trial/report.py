"""The report of a trial: in Swedish for people, one object for programs; the same figures in both."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Final

from deploy.trial.history import Command, History, Outcome
from deploy.trial.judging_received import delivered
from deploy.trial.ledger import worst_revoke
from deploy.trial.plan import Fault, FaultKind, kinds
from deploy.trial.tally import Invariant, Judgement

SHOWN: Final = 5
"""So many places of each fault stand on the screen and in the object; the kept home has the rest."""
INVARIANTS: Final = {
    Invariant.LOST: "förlorat",
    Invariant.HALF: "halvgjort",
    Invariant.DOUBLED: "dubblerat",
    Invariant.REORDERED: "i fel ordning",
    Invariant.REVOKED: "utlämnat efter återkallelse",
    Invariant.LEAKED: "läckt till fel mottagare",
    Invariant.LOG: "fel i utlämnandeloggen",
    Invariant.PLAINTEXT: "klartext på disk",
    Invariant.STUCK: "fastnat",
}
FAULTS: Final = {
    FaultKind.SERVICE_KILLED: "tjänst dödad",
    FaultKind.SERVICE_FROZEN: "tjänst fryst i sekunder",
    FaultKind.FROZEN_FOR_LONG: "tjänst fryst längre än en session",
    FaultKind.REPLICA_KILLED: "andra exemplar startat och dödat",
    FaultKind.REPLICA_FROZEN: "andra exemplar fryst och väckt",
    FaultKind.BROKER_KILLED: "Kafka dödad",
    FaultKind.BROKER_STOPPED: "Kafka stoppad i ordning",
    FaultKind.POSTGRES_IMMEDIATE: "PostgreSQL stoppad utan ordning",
    FaultKind.POSTGRES_KILLED: "PostgreSQL dödad",
    FaultKind.BACKEND_KILLED: "en av PostgreSQL:s processer dödad",
    FaultKind.PARTY_KILLED: "en parts klient dödad",
    FaultKind.PARTY_RESET: "en parts klient börjar om från början",
    FaultKind.PARTY_REPLAYED: "en parts handlingar skickade igen",
    FaultKind.SERVICE_REPLAYED: "en tjänsts händelser publicerade igen",
}
COMMANDS: Final = {
    "dialogue": "samtal", "draft": "utkast", "scan": "skannat papper", "sign": "samtycke",
    "review": "sekretessprövning", "submit": "anmälan skickad", "request_supplement": "komplettering begärd",
    "answer_supplement": "komplettering", "take_up": "tas upp", "decline": "tas inte upp", "correct": "rättelse",
    "withdraw": "anmälan tillbakadragen", "retract": "anmälan återtagen", "call_meeting": "kallelse",
    "hold_meeting": "möte hållet", "make_plan": "gemensam plan", "revoke": "återkallelse",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Result:
    """What a trial came to. `seconds`: of load; `kept`: where everything lies that it wrote, if it was left."""

    seed: int
    seconds: float
    interrupted: bool
    history: History
    played: tuple[Fault, ...]
    judgements: tuple[Judgement, ...]
    notes: tuple[str, ...] = ()
    mended: tuple[str, ...] = ()
    slowest: float = 0.0
    kept: str = ""

    @property
    def ok(self) -> bool:
        """Whether every invariant was looked at and holds."""
        return all(judgement.holds for judgement in self.judgements)


def as_json(result: Result) -> dict[str, Any]:
    """Return the one object that --json prints."""
    worst = worst_revoke(result.history)
    rest = result.history.rest
    return {
        "ok": result.ok,
        "seed": result.seed,
        "seconds": round(result.seconds, 1),
        "interrupted": result.interrupted,
        "cases": len(result.history.books),
        "commands": _commands(result.history.commands),
        "in_doubt": sum(command.in_doubt for command in result.history.commands),
        "faults": kinds(result.played),
        "invariants": {
            each.invariant.value: {
                "holds": each.holds,
                "checked": each.checked,
                "found": len(each.found),
                "places": list(each.found[:SHOWN]),
            }
            for each in result.judgements
        },
        "deliveries": asdict(delivered(result.history)),
        "log": None if result.history.verified is None else asdict(result.history.verified),
        "worst_revoke_seconds": None if worst is None else round(worst, 3),
        "healed_seconds": None if rest is None else round(rest.seconds, 1),
        "slowest_answer_seconds": round(result.slowest, 1),
        "stopped": dict(Counter(result.notes).most_common()),
        "started_again": dict(Counter(result.mended)),
        "home": result.kept or None,
    }


def as_text(result: Result) -> str:
    """Return the report as a person reads it."""
    told = as_json(result)
    lines = [
        f"Prövning under {result.seconds:.0f} s, frö {result.seed}: {told['cases']} ärenden."
        + (" Avbruten i förtid." if result.interrupted else ""),
        "",
        *_table(("kommando", "utfört", "nekat", "okänt"), _command_rows(told["commands"])),
        f"{told['in_doubt']} svar uteblev; klienten frågade igen med samma nyckel tills den visste.",
        "",
        *_table(("fel som spelades", "gånger"), _fault_rows(result.played)),
        "",
        *_table(("vad som inte får hända", "hittat", "av granskade"), _judgement_rows(result.judgements)),
        *_places(result.judgements),
        "",
        _deliveries_told(result.history),
        _revoke_told(told["worst_revoke_seconds"], result.history),
        f"Som längst tog det {result.slowest:.1f} s från att ett fel var över tills alla tjänster svarade igen.",
        _rest_told(result.history),
        *(f"Avbrutet ({count} gånger): {note}" for note, count in told["stopped"].items()),
        "Allt höll." if result.ok else "Prövningen är inte godkänd.",
    ]
    if result.kept:
        lines.append(f"Allt som skrevs ligger kvar i {result.kept}; trial.log säger när varje fel kom.")
    return "\n".join(lines)


def _commands(commands: Iterable[Command]) -> dict[str, dict[str, int]]:
    counted = Counter((command.kind, command.outcome) for command in commands)
    there = [kind for kind in COMMANDS if any(counted[kind, outcome] for outcome in Outcome)]
    return {kind: {outcome.value: counted[kind, outcome] for outcome in Outcome} for kind in there}


def _command_rows(commands: dict[str, dict[str, int]]) -> list[tuple[str, ...]]:
    return [
        (COMMANDS[kind], *(str(number) for number in counts.values())) for kind, counts in commands.items()
    ]


def _fault_rows(played: tuple[Fault, ...]) -> list[tuple[str, ...]]:
    return [(FAULTS[FaultKind(kind)], str(number)) for kind, number in kinds(played).items()]


def _judgement_rows(judgements: tuple[Judgement, ...]) -> list[tuple[str, ...]]:
    return [
        (
            INVARIANTS[each.invariant],
            str(len(each.found)),
            str(each.checked) if each.checked else "inget granskat",
        )
        for each in judgements
    ]


def _places(judgements: tuple[Judgement, ...]) -> list[str]:
    return [f"  {INVARIANTS[each.invariant]}: {place}" for each in judgements for place in each.found[:SHOWN]]


def _deliveries_told(history: History) -> str:
    sums = delivered(history)
    return (
        f"{sums.promised} handlingar var utlovade till parter: {sums.opened} öppnade, {sums.withheld} hållna tillbaka "
        f"efter en återkallelse eller ett återtagande, {sums.parked} parkerade."
    )


def _revoke_told(worst: float | None, history: History) -> str:
    if worst is None:
        return "Ingen återkallelse blev verkställd."
    return f"{len(history.withdrawn)} återkallelser; den längsta tiden från sagd till verkställd var {worst:.2f} s."


def _rest_told(history: History) -> str:
    if history.rest is None:
        return "Om allt kom till ro går inte att säga."
    return f"Allt var i ro {history.rest.seconds:.1f} s efter att det sista felet var läkt och det sista kommandot besvarat."


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    return [
        "  ".join(
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in [head, tuple("─" * width for width in widths), *rows]
    ]

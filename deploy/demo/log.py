"""Who has received what: the table at the end, read by the person from the disclosure log."""

from deploy.demo.stage import AF, FK, JOBBTORG, REGION, SENDER, Stage
from deploy.demo.telling import expect
from deploy.demo.words import document, plain

WIDTH = 38
KEYS = ("recipient", "type", "category", "row", "at")
CONTROL = {"stop", "corrected"}
HEARD = "mote"
"""The type under which what was said at a meeting stands."""
MEETINGS = 3


async def table(stage: Stage) -> None:
    """The person reads who has received what, and on which row of her samtycke."""
    stage.telling.chapter("Vem har fått vad, ur loggen över utlämnanden")
    person = stage.individ
    log = await person.get(stage.url("consent", f"/v1/cases/{stage.case_id}/disclosures"))
    # A document's header section lies under handläggning too: one line for both.
    seen_once = dict.fromkeys((d["recipient"], d["type"], d["category"], d["row_id"], d["at"]) for d in log)
    stage.telling.disclosed = [dict(zip(KEYS, line, strict=True)) for line in seen_once]
    _as_told(stage)
    rows = [
        [
            stage.names[d["recipient"]][:WIDTH], document(d["type"]), plain(d["category"]),
            (d["row"] or "kontroll")[-8:], f"{d['at'][:10]} {d['at'][11:16]}",
        ]
        for d in stage.telling.disclosed
    ]  # fmt: skip
    stage.telling.table(
        ["mottagare", "handling", "kategori", "samtyckesrad", "tid (UTC)"], _without_repeats(rows)
    )
    stage.telling.step(
        "läser loggen",
        person.name,
        f"ser {len(rows)} utlämnanden, vart och ett med den rad som gav rätt till det",
    )


def _as_told(stage: Stage) -> None:
    """Break the story unless the log says just what the story has told."""
    log = stage.telling.disclosed
    types = {(d["recipient"], d["type"]) for d in log}
    opened = {(r["recipient"], r["type"]) for r in stage.telling.received}
    expect(opened <= types, "allt som en part har öppnat ska stå i loggen")
    outside = {each for each in types if each[0] in stage.parties and each[1] != HEARD}
    expect(outside <= opened, "loggen ska inte visa mer än berättelsen")
    shared = {(d["recipient"], d["category"]) for d in log if d["type"] == "anmalan_delad"}
    expect({(AF, "halsa"), (FK, "halsa")} <= shared, "loggen ska visa vad som öppnades före återkallelsen")
    heard = {unit: sum((d["recipient"], d["type"]) == (unit, HEARD) for d in log) for unit in stage.parties}
    expect(
        heard == {SENDER: MEETINGS, AF: MEETINGS, FK: MEETINGS, REGION: 1, JOBBTORG: 0},
        "det som sades på mötena ska stå för var och en som var med",
    )
    region = [d for d in log if d["recipient"] == REGION]
    stopped = next((n for n, d in enumerate(region) if d["type"] == "stop"), len(region))
    expect(
        region[stopped:] and {d["type"] for d in region[stopped:]} <= CONTROL,
        "Regionen ska inte ha fått något efter sitt stoppmeddelande",
    )
    expect(not any(d["recipient"] == JOBBTORG for d in log), "inget till Jobbtorg")
    expect(
        not any(d["recipient"] == SENDER and d["category"] == "halsa" for d in log),
        "ingen hälsa till avsändaren",
    )
    expect(all(d["row"] for d in log if d["type"] not in CONTROL), "varje utlämnande ska ha sin rad")


def _without_repeats(rows: list[list[str]]) -> list[list[str]]:
    """Leave out what stands on the line above: who, what and when are said once per document."""
    shown: list[list[str]] = []
    above = [""] * 5
    for row in rows:
        same = (row[0], row[1], row[4]) == (above[0], above[1], above[4])
        shown.append(["", "", row[2], row[3], ""] if same else row)
        above = row
    return shown

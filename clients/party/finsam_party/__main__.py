"""``finsam-party setup``, ``read [--json]``, ``answer`` and ``witness``: the client as a command.

``read --json`` writes one JSON object a line to standard output, for the party's own system to take
over; a line is written before the item is marked as handled. Meanwhile it is a witness of the disclosure log, as
``witness`` is once. ``answer`` takes one JSON object a line from standard
input and writes what became of each; it ends with 1 if one was not kept. Messages and alarms go to standard error.
"""

import argparse
import asyncio
import json
import logging
import signal
import sqlite3
import sys
from dataclasses import asdict
from datetime import datetime
from typing import Any, NoReturn
from uuid import UUID

import httpx2
from aiokafka.errors import KafkaError
from pydantic import ValidationError

from finsam_party.answer_lines import fields_told, read_line, what_is_allowed
from finsam_party.answers import PartyAnswers
from finsam_party.consumer import PartyClient
from finsam_party.documents import Content, Control, Document, Unreadable
from finsam_party.errors import (
    AlreadySetUp,
    AnswerRefused,
    AnswersNotSetUp,
    PartyClientError,
    WitnessNotSetUp,
)
from finsam_party.kafka import commit_beginnings
from finsam_party.outage import Outage
from finsam_party.settings import PartySettings, what_is_missing
from finsam_party.witness import make_witness, watch_log

NOTICES = {
    "gone": "handling som inte längre går att öppna: samtycket har upphört",
    "refused": "handling som inte lämnas ut",
    "stop": "stoppmeddelande",
    "corrected": "meddelande om rättelse",
    "retracted": "meddelande om återtagande",
    "erased": "meddelande om radering",
}
"""What people call what is no document."""


def main() -> None:
    """Run the command; exit 0 when stopped in order, 1 for an error or an answer that was not kept, 2 for wrong settings."""
    options = _arguments()
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("aiokafka").setLevel(
        logging.CRITICAL
    )  # ten lines a second while the broker is away; we say it once
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    try:
        settings = PartySettings()  # pyright: ignore[reportCallIssue]  # from the environment
    except ValidationError as error:
        _leave(2, what_is_missing(error))
    try:
        is_done = asyncio.run(_work(settings, options))
    except (AnswersNotSetUp, WitnessNotSetUp) as error:
        _leave(2, str(error))
    except PartyClientError as error:
        _leave(1, f"{type(error).__name__}: {error.__doc__ or ''}".strip())
    except (OSError, sqlite3.Error) as error:
        _leave(2, f"a file cannot be used: {error}")
    except KafkaError as error:
        _leave(1, f"{type(error).__name__}: check the address, the user, its password and its rights")
    if not is_done:
        sys.exit(1)


def as_json(content: Content) -> str:
    """One content as one line of JSON, with its ``kind``."""
    return json.dumps({"kind": content.kind, **asdict(content)}, ensure_ascii=False, default=_plain)


def as_line(content: Content) -> str:
    """One content as one readable line in Swedish that tells nothing about the person."""
    if isinstance(content, Unreadable):
        return f"oläslig post i partition {content.partition}, plats {content.offset}: {content.reason}"
    place = f"{content.alias} {content.epoch}/{content.sequence}"
    if isinstance(content, Document):
        opened = ", ".join(section.category for section in content.sections) or "inga öppna avsnitt"
        closed = f"; stängda avsnitt: {len(content.gone)}" if content.gone else ""
        return f"{place} {content.type} från {content.source}: {opened}{closed}"
    return f"{place} {NOTICES[content.type if isinstance(content, Control) else content.kind]}"


async def _work(settings: PartySettings, options: argparse.Namespace) -> bool:
    """Do it, and tell whether all of it was done."""
    match options.command:
        case "setup":
            await _setup(settings)
        case "answer":
            return await _answer(settings)
        case "witness":
            await _witness(settings)
        case _:
            await _read(settings, options.json)
    return True


async def _setup(settings: PartySettings) -> None:
    try:
        await commit_beginnings(settings)
    except AlreadySetUp:
        print("already set up; nothing was moved", file=sys.stderr)


async def _read(settings: PartySettings, json_lines: bool) -> None:
    show = as_json if json_lines else as_line
    client = PartyClient(settings)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, client.stop)
    watching = asyncio.create_task(watch_log(settings))
    try:
        async with client:
            async for item in client.items():
                print(show(item.content), flush=True)
                await item.done()
    finally:
        watching.cancel()


async def _witness(settings: PartySettings) -> None:
    """Look once; a log that is not the one seen before ends the command with 1."""
    async with httpx2.AsyncClient() as http:
        try:
            found = await make_witness(settings, http).look()
        except Outage as outage:
            _leave(2, f"{outage.what} does not answer")
    size, at = (found.size, found.at.isoformat()) if found else (0, None)
    print(json.dumps({"size": size, "at": at}))


async def _answer(settings: PartySettings) -> bool:
    """Send line after line, whatever became of the one before; tell whether every one was kept."""
    is_kept = True
    async with httpx2.AsyncClient() as http:
        answers = PartyAnswers(settings, http)
        while text := await asyncio.to_thread(sys.stdin.readline):
            if text.strip():
                said = await _said(answers, text)
                is_kept = is_kept and said["kept"]
                print(json.dumps(said, ensure_ascii=False), flush=True)
    return is_kept


async def _said(answers: PartyAnswers, text: str) -> dict[str, Any]:
    """Send one line; what became of it repeats nothing of what was said."""
    try:
        line = read_line(text)
        kept = await line.send(answers)
    except ValidationError as error:
        wrong = [".".join(str(part) for part in fault["loc"]) for fault in error.errors(include_input=False)]
        return {"kept": False, "code": "invalid_line", "fields": wrong, **what_is_allowed(error)}
    except AnswerRefused as refused:
        return {"kept": False, "code": refused.code, "detail": refused.detail}
    except Outage:
        return {"kept": False, "code": "no_reply", "detail": "Skicka raden igen med samma key."}
    return {"kept": True, "key": kept.key, **kept.answer}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="finsam-party", description="Reads a recipient's Finsamteam records, and sends its answers."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("setup", help="once, before the first read: commit the topic's beginning")
    read = commands.add_parser("read", help="read until stopped")
    read.add_argument("--json", action="store_true", help="one JSON object a line, with all contents")
    commands.add_parser(
        "answer",
        help="send answers: one JSON object a line on standard input",
        description="Reads one JSON object a line from standard input, with its kind, and writes what became of it.",
        epilog=fields_told(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands.add_parser(
        "witness", help="look once whether the disclosure log only grows, and keep its checkpoint"
    )
    return parser.parse_args()


def _plain(value: object) -> str:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError


def _leave(code: int, why: str) -> NoReturn:
    for line in why.splitlines():
        print(f"finsam-party: {line}", file=sys.stderr)
    sys.exit(code)


if __name__ == "__main__":
    main()

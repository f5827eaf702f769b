"""A receipt as the person reads it, in the language of the text that she signed.

It names units and functions, never a person: not who took it in, not who signed for her, and nobody whom she wrote about.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from services.consent.domain.categories import CATEGORIES
from services.consent.domain.receipt_words import Phrases
from services.consent.domain.receipts import Confirmed, ConfirmedRow, ReceiptKind
from services.consent.domain.recipients import Directory
from services.consent.domain.rows import Window
from shared.clock import STOCKHOLM
from shared.days import local_day, long_date
from shared.letters.blocks import Block, Bullets, Facts, Heading, Paragraph, Table


def title(confirmed: Confirmed) -> str:
    """Say what is confirmed, in a line."""
    has_cause = confirmed.cause is not None
    return confirmed.phrases.title(
        confirmed.kind, is_for_her=confirmed.is_withdrawn_for_her, has_cause=has_cause
    )


def blocks(confirmed: Confirmed, directory: Directory) -> list[Block]:
    """Write the receipt: what happened, when, which rows in words, how to withdraw, and what to do if it is wrong."""
    say = confirmed.phrases
    return [
        Paragraph(_intro(confirmed)),
        *_limit(confirmed),
        Facts(_facts(confirmed, directory)),
        *_about(confirmed, directory),
        *_choices(confirmed, directory),
        *_means(confirmed),
        Heading(say.wrong_heading),
        Paragraph(say.wrong.format(unit=directory.name_of(confirmed.registering_unit))),
        Heading(say.reach_heading),
        Facts(_reach(confirmed, directory)),
    ]


def told_to(rows: Iterable[ConfirmedRow]) -> list[tuple[str, str, Window, tuple[str, ...]]]:
    """Put rows together that differ only in their category: source, recipient, time, categories in the form's order."""
    found: dict[tuple[str, str, datetime, datetime], list[str]] = {}
    for row in rows:
        key = (row.cell.source, row.cell.recipient, row.window.start, row.window.end)
        found.setdefault(key, []).append(row.cell.category)
    return [
        (source, recipient, Window(start, end), tuple(sorted(categories, key=CATEGORIES.index)))
        for (source, recipient, start, end), categories in sorted(found.items())
    ]


def _intro(confirmed: Confirmed) -> str:
    say, kind = confirmed.phrases, confirmed.kind
    if kind.is_signing:
        return say.givers.begins(confirmed.giver, anew=kind is ReceiptKind.ANDRAT) + say.keep
    if confirmed.is_withdrawn_for_her:
        return say.withdrawn.begins(confirmed.giver, say.givers.who[confirmed.giver.who or ""])
    if confirmed.cause is None:
        return say.intros[kind]
    return (say.causes.shortened if kind is ReceiptKind.FORKORTAT else say.causes.ended)[confirmed.cause]


def _limit(confirmed: Confirmed) -> list[Block]:
    """Say what it can't outlast: without a signature, a mandate, or a word of her own when she is 18, it ends."""
    giver, say = confirmed.giver, confirmed.phrases
    if not confirmed.kind.is_signing or giver.limit is None:
        return []
    day = long_date(giver.last_day, say.language) if giver.last_day else ""
    return [Paragraph(say.givers.limits[giver.limit].format(day=day))]


def _said(confirmed: Confirmed) -> str:
    say = confirmed.phrases
    if confirmed.is_withdrawn_for_her:
        return say.withdrawn.said
    return say.givers.said[confirmed.giver.manner] if confirmed.kind.is_signing else say.said[confirmed.kind]


def _struck_for(confirmed: Confirmed, directory: Directory) -> list[tuple[str, str]]:
    say = confirmed.phrases.causes
    return [
        fact
        for each in confirmed.struck
        for fact in ((say.reason, say.reasons[each.reason]), (say.struck_by, directory.name_of(each.unit)))
    ]


def _facts(confirmed: Confirmed, directory: Directory) -> tuple[tuple[str, str], ...]:
    say, lang = confirmed.phrases, confirmed.phrases.language
    by = directory.name_of(confirmed.by_unit) if confirmed.by_unit else ""
    taken = f"{by} ({confirmed.by_function})" if by and confirmed.by_function else by
    if confirmed.is_of_signing:
        return _struck(confirmed, taken, _struck_for(confirmed, directory))
    facts = (
        (say.number, str(confirmed.id)),
        (_said(confirmed), long_date(confirmed.said_on, lang) if confirmed.said_on else ""),
        (say.received, _moment(confirmed.received_at, say) if confirmed.received_at else ""),
        (say.effective[confirmed.kind], _moment(confirmed.effective_at, say)),
        (say.how, confirmed.how_in_words or ""),
        (say.taken_in_by, taken),
        *_struck_for(confirmed, directory),
        (say.text, confirmed.text.id),
    )
    return tuple(fact for fact in facts if fact[1])


def _struck(confirmed: Confirmed, taken: str, why: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Say which signature was struck, so that she can tell it from those that hold."""
    say, lang = confirmed.phrases, confirmed.phrases.language
    facts = (
        (say.number, str(confirmed.id)),
        (say.struck_at, _moment(confirmed.effective_at, say)),
        *why,
        (say.struck_signed, long_date(confirmed.said_on, lang) if confirmed.said_on else ""),
        (say.received, _moment(confirmed.received_at, say) if confirmed.received_at else ""),
        (say.how, confirmed.how_in_words or ""),
        (say.taken_in_by, taken),
    )
    return tuple(fact for fact in facts if fact[1])


def _about(confirmed: Confirmed, directory: Directory) -> list[Block]:
    say = confirmed.phrases
    if confirmed.is_of_signing:
        told = [Paragraph(say.still_carried)] if confirmed.standing else []
        return [Heading(say.left_heading), *told, *_table(confirmed.standing, directory, say)]
    if not confirmed.kind.is_end:
        return [Heading(say.rows_heading), *_table(confirmed.standing, directory, say)]
    ended = _table(confirmed.rows, directory, say) if confirmed.rows else [Paragraph(say.nothing_ended)]
    left = _table(confirmed.standing, directory, say) if confirmed.standing else [Paragraph(say.nothing_left)]
    return [Heading(say.ended_heading), *ended, Heading(say.left_heading), *left]


def _table(rows: Iterable[ConfirmedRow], directory: Directory, say: Phrases) -> list[Block]:
    lines = tuple(
        (
            directory.name_of(source),
            directory.name_of(recipient),
            "\n".join(say.categories[category] for category in categories),
            _time(window, say),
        )
        for source, recipient, window, categories in told_to(rows)
    )
    return [Table(say.columns, lines)] if lines else [Paragraph(say.nothing_left)]


def _choices(confirmed: Confirmed, directory: Directory) -> list[Block]:
    choices, say = confirmed.choices, confirmed.phrases
    if choices is None:
        return []
    noes = [
        say.exclusion.format(
            recipient=directory.name_of(no.recipient),
            what=say.categories[no.category],
            source=directory.name_of(no.source) if no.source else say.anyone,
        )
        for no in choices.exclusions
    ]
    if choices.has_note:
        noes.append(say.own_words)
    ticks = (
        (say.statistics, say.yes if choices.statistics else say.no),
        (say.messages, say.yes if choices.contact_by_message else say.no),
    )
    not_shared = [Heading(say.exclusions_heading), Bullets(tuple(noes))] if noes else []
    return [*not_shared, Heading(say.ticks_heading), Facts(ticks)]


def _means(confirmed: Confirmed) -> list[Block]:
    say = confirmed.phrases
    has_ended = confirmed.kind.is_end and not confirmed.is_of_signing
    after: list[Block] = [Heading(say.after_heading), Paragraph(say.after)] if has_ended else []
    if not confirmed.standing:
        return after
    return [*after, Heading(say.withdraw_heading), Bullets(say.withdraw), Paragraph(say.meaning)]


def _reach(confirmed: Confirmed, directory: Directory) -> tuple[tuple[str, str], ...]:
    say = confirmed.phrases
    team = directory.find(confirmed.team) if confirmed.team else None
    unit = directory.find(confirmed.registering_unit)
    day = local_day(confirmed.made_at)
    team_phone = directory.phone_of(team.id, day) if team else None
    facts = (
        (say.team, "\n".join((team.name, *team.address)) if team else ""),
        (say.phone, team_phone or ""),
        (say.unit, "\n".join((unit.name, *unit.address)) if unit else confirmed.registering_unit),
        (say.phone, directory.phone_of(confirmed.registering_unit, day) or ""),
    )
    return tuple(fact for fact in facts if fact[1])


def _time(window: Window, say: Phrases) -> str:
    first = long_date(local_day(window.start), say.language)
    last = long_date(local_day(window.end - timedelta(seconds=1)), say.language)
    return say.period.format(first=first, last=last)


def _moment(at: datetime, say: Phrases) -> str:
    clock = at.astimezone(STOCKHOLM)
    return say.moment.format(day=long_date(clock.date(), say.language), hour=clock.hour, minute=clock.minute)

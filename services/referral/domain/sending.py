"""What leaves an anmälan: the first sending, the answer to a komplettering and corrections."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.referral.domain.checks import free_text_faults
from services.referral.domain.codes import ANSWER_CATEGORIES, Category
from services.referral.domain.content import Content
from services.referral.domain.coverage import Coverage, Question
from services.referral.domain.faults import Fault, blank, listed
from services.referral.domain.gaps import change_gaps, letter_gaps
from services.referral.domain.recipients import Recipient
from services.referral.domain.referral import (
    Actor,
    Publication,
    Referral,
    SecrecyReview,
    SentText,
    newer,
    written,
)
from services.referral.domain.sections import (
    Registration,
    Texts,
    about_person,
    changed_categories,
    emptied,
    fields_by_category,
    handling_changed,
    sections,
)
from services.referral.domain.shapes import FreeText
from services.referral.domain.sharing import whole_text
from services.referral.domain.status import GOING_ON, Status
from services.referral.domain.values import Rules
from services.referral.errors import (
    ConsentEnded,
    DraftIncomplete,
    FieldFixed,
    InvalidContent,
    NothingChanged,
    SecrecyNotTried,
)
from services.referral.events import ReferralCorrected, ReferralSubmitted, SupplementAnswered
from shared.clock import STOCKHOLM

ANSWER_LIMIT = 4000


@dataclass(frozen=True, slots=True, repr=False)
class Change:
    """What a sender changes after sending: the content as it becomes, and the secrecy trial of it."""

    after: Content
    changed: tuple[str, ...]
    """Categories that differ for all who have the text."""
    for_team: bool
    """Whether something differs that the team alone reads (field 25)."""
    review: SecrecyReview
    answer: FreeText | None = None

    def categories(self) -> tuple[str, ...]:
        """Return every category that leaves with the change."""
        told = {*self.changed, *([self.answer.category] if self.answer and self.answer.category else [])}
        if self.for_team:
            told.add(Category.HANDLAGGNING)
        return tuple(str(category) for category in Category if category in told)

    def fields(self) -> dict[str, list[str]]:
        """Return which fields put each category into the change."""
        named = fields_by_category(self.after)
        if self.answer and self.answer.category:
            named.setdefault(self.answer.category, []).append("answer")
        return named


def submit(
    referral: Referral, coverage: Coverage, rules: Rules, *, dnr: str, by: Actor, at: datetime
) -> None:
    """Send the anmälan to the team: every filled category, or a refusal that names what is not covered."""
    question = referral.ready(rules)
    note_read = referral.review is not None and referral.review.exclusion_note_read
    signing = coverage.require(
        question, fields_by_category(referral.content), rules.recipients, note_read=note_read
    )
    referral.status = Status.SKICKAD
    referral.submitted_at = at
    referral.registration = Registration(dnr, 1, at.astimezone(STOCKHOLM).date(), signing, by.function)
    referral.sent_texts.append(SentText(1, "anmalan", by, at, referral.content))
    texts = whole_text(referral, rules.recipients[referral.unit], for_team=True)
    fact = ReferralSubmitted(
        subject=referral.id,
        occurred_at=at,
        sender=referral.unit,
        team=referral.team,
        parties=referral.parties,
    )
    referral.publications.append(Publication(fact, sections(texts, referral.unit)))


def plan_answer(
    referral: Referral,
    values: Mapping[str, Any],
    answer: FreeText,
    review: SecrecyReview | None,
    rules: Rules,
    *,
    by_letter: bool = False,
) -> Change:
    """Return what answering the komplettering sends, checked but for cover.

    `by_letter`: the sender does not write here; what its paper form left empty stops no answer.
    """
    referral.require(Status.KOMPLETTERAS)
    faults = list(free_text_faults("answer", answer, ANSWER_LIMIT, ANSWER_CATEGORIES))
    if blank(answer.text):
        faults.append(Fault("answer.text", "missing", "Skriv svaret på kompletteringen."))
    if faults:
        raise InvalidContent(**listed(faults))
    return _plan(referral, values, review, rules, answer, by_letter=by_letter)


def plan_correction(
    referral: Referral, values: Mapping[str, Any], review: SecrecyReview | None, rules: Rules
) -> Change:
    """Return what a correction sends, checked but for cover: also when the team has ended the case (GDPR 16, 19)."""
    referral.require(*GOING_ON, Status.AVSLUTAD)
    change = _plan(referral, values, review, rules, None)
    if not change.changed and not change.for_team:
        raise NothingChanged
    return change


def asked(referral: Referral, change: Change) -> Question:
    """Return what must be covered for a change to leave: sender and team. A party without cover is left out."""
    return Question(referral.unit, referral.team, (), change.categories())


def answer_supplement(
    referral: Referral, change: Change, coverage: Coverage, rules: Rules, *, by: Actor, at: datetime
) -> None:
    """Send the answer, with the changed categories whole, to the team."""
    _require_cover(referral, change, coverage, rules)
    _apply(referral, change, "komplettering", by=by, at=at)
    texts = _told(referral, change, rules.recipients[referral.unit], for_team=True)
    if change.answer is not None and change.answer.category is not None:
        texts.setdefault(change.answer.category, {}).setdefault("fritext", {})["svar"] = change.answer.text
    wanted = tuple(c for c in Category if c == Category.HANDLAGGNING or c in change.categories())
    referral.status = Status.MOTTAGEN
    fact = SupplementAnswered(subject=referral.id, occurred_at=at, sender=referral.unit, team=referral.team)
    referral.publications.append(Publication(fact, sections(texts, referral.unit, wanted)))


def correct(
    referral: Referral, change: Change, coverage: Coverage, rules: Rules, *, by: Actor, at: datetime
) -> None:
    """Send the changed categories, whole, to all who have the text and still have cover.

    What the team may no longer have is still corrected for the parties that may; the sealing leaves the team out.
    """
    parties = referral.rows.still(referral.unit, referral.team, referral.shared_with)
    lost = tuple(
        category
        for category in coverage.uncovered_categories
        if not any(referral.rows.open(referral.unit, party, category) for party in parties)
    )
    _require_cover(referral, change, replace(coverage, uncovered_categories=lost), rules)
    _apply(referral, change, "rattelse", by=by, at=at)
    texts = _told(referral, change, rules.recipients[referral.unit], for_team=False)
    for corrects, categories in _by_carrier(referral, change.changed).items():
        fact = ReferralCorrected(
            subject=referral.id,
            occurred_at=at,
            sender=referral.unit,
            team=referral.team,
            parties=parties,
            corrects=corrects,
        )
        referral.publications.append(Publication(fact, sections(texts, referral.unit, categories)))
    if change.for_team:
        _tell_team(referral, change, rules.recipients[referral.unit], at=at)


def _tell_team(referral: Referral, change: Change, sender: Recipient, *, at: datetime) -> None:
    """Correct field 25 for the team alone; what the parties have is still what later corrections are about."""
    texts = _told(referral, change, sender, for_team=True)
    fact = ReferralCorrected(
        subject=referral.id,
        occurred_at=at,
        sender=referral.unit,
        team=referral.team,
        parties=(),
        corrects=referral.carried[Category.HANDLAGGNING],
    )
    told = sections(texts, referral.unit, (Category.HANDLAGGNING,))
    referral.publications.append(Publication(fact, told, carries=False))


def _plan(
    referral: Referral,
    values: Mapping[str, Any],
    review: SecrecyReview | None,
    rules: Rules,
    answer: FreeText | None,
    *,
    by_letter: bool = False,
) -> Change:
    """Check the change of a sent anmälan: fixed fields stay, required fields stay filled, secrecy is tried again."""
    if referral.rows.team_ended(referral.unit, referral.team):
        raise ConsentEnded
    fixed = [name for name in ("team", "parter") if name in values]
    if fixed:
        raise FieldFixed(**listed([Fault(name, "field_fixed", _FIXED) for name in fixed]))
    after = written(referral.content, values, rules)
    referral.require_same_person(after)
    gaps = list((letter_gaps if by_letter else change_gaps)(referral.content, after))
    if gaps:
        raise DraftIncomplete(**listed(gaps))
    if review is None:
        raise SecrecyNotTried
    sender = rules.recipients[referral.unit]
    changed = changed_categories(about_person(referral.content, sender), about_person(after, sender))
    for_all, for_team = handling_changed(referral.content, after)
    if for_all:
        changed = (Category.HANDLAGGNING, *changed)
    return Change(after, changed, for_team, review, answer)


_FIXED = "Team och tillfrågade parter ändras inte efter att anmälan har skickats. Kontakta koordinatorn."


def _require_cover(referral: Referral, change: Change, coverage: Coverage, rules: Rules) -> None:
    note_read = change.review.exclusion_note_read
    coverage.require(asked(referral, change), change.fields(), rules.recipients, note_read=note_read)


def _apply(referral: Referral, change: Change, kind: str, *, by: Actor, at: datetime) -> None:
    """Make the change the anmälan's text, a version higher when any field changed."""
    present = referral.require_registration()
    registration = newer(present) if change.changed or change.for_team else present
    referral.content = change.after
    referral.review = change.review
    referral.registration = registration
    referral.sent_texts.append(SentText(registration.version, kind, by, at, change.after, change.answer))


def _told(referral: Referral, change: Change, sender: Recipient, *, for_team: bool) -> Texts:
    texts = whole_text(referral, sender, for_team=for_team)
    texts[Category.HANDLAGGNING] |= emptied(
        change.after, for_all=Category.HANDLAGGNING in change.changed, for_team=change.for_team and for_team
    )
    return texts


def _by_carrier(referral: Referral, changed: tuple[str, ...]) -> dict[UUID, tuple[str, ...]]:
    """Group changed categories by the event that carried them last; a new one belongs to the latest handling."""
    grouped: dict[UUID, tuple[str, ...]] = {}
    for category in changed:
        carrier = referral.carried.get(category) or referral.carried[Category.HANDLAGGNING]
        grouped[carrier] = (*grouped.get(carrier, ()), category)
    return grouped

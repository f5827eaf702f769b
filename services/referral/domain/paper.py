"""An anmälan that came to the team on paper: it is the sender's all the same, registered by the team's koordinator.

What the paper leaves empty is asked for afterwards (komplettering): the team has the case in hand already. What it says
is held to the same rules as any anmälan, and to the samtycke.
"""

from datetime import datetime
from uuid import UUID

from services.referral.domain.codes import Category
from services.referral.domain.content import Content
from services.referral.domain.coverage import Coverage, Question
from services.referral.domain.faults import Fault, blank, listed
from services.referral.domain.recipients import TEAM
from services.referral.domain.referral import Actor, FromPaper, Publication, Referral, SentText
from services.referral.domain.sections import (
    Registration,
    about_person,
    fields_by_category,
    handling,
    sections,
)
from services.referral.domain.status import Status
from services.referral.domain.values import Rules, normal, value_faults
from services.referral.errors import InvalidContent
from services.referral.events import ReferralSubmitted


def from_paper(
    case_id: UUID, unit: str, paper: FromPaper, content: Content, *, by: Actor, at: datetime
) -> Referral:
    """Return the anmälan as the sender's own: no dialogue is known here, the paper was signed elsewhere."""
    return Referral(case_id, unit, None, by.subject, at, content, paper=paper)


def ready_from_paper(referral: Referral, rules: Rules) -> Question:
    """Return what must be covered for it to go on. Raises InvalidContent naming every fault and gap."""
    faults = [*value_faults(referral.content, rules), *_gaps(referral.content, referral.unit, rules)]
    if faults:
        raise InvalidContent(**listed(faults))
    categories = (Category.HANDLAGGNING, *about_person(referral.content, rules.recipients[referral.unit]))
    return Question(referral.unit, referral.team, referral.parties, tuple(str(one) for one in categories))


def submit_from_paper(
    referral: Referral, coverage: Coverage, rules: Rules, *, dnr: str, by: Actor, note_read: bool
) -> None:
    """Let it go to the team as a document of the sender's; refused, as any, where the samtycke does not cover it.

    The day of the anmälan is the day when the paper came in. The sender tried it for secrecy when it sent the paper;
    its handläggare confirms a new trial with each change that follows.
    """
    assert referral.paper is not None, "made by from_paper"
    question = ready_from_paper(referral, rules)
    signing = coverage.require(
        question, fields_by_category(referral.content), rules.recipients, note_read=note_read
    )
    at = referral.created_at
    referral.status = Status.SKICKAD
    referral.submitted_at = at
    referral.registration = Registration(dnr, 1, referral.paper.received_on, signing)
    referral.sent_texts.append(SentText(1, "anmalan", by, at, referral.content))
    sender = rules.recipients[referral.unit]
    texts = {
        Category.HANDLAGGNING: handling(referral.registration, referral.content, for_team=True),
        **about_person(referral.content, sender),
    }
    fact = ReferralSubmitted(
        subject=referral.id,
        occurred_at=at,
        sender=referral.unit,
        team=referral.team,
        parties=referral.parties,
    )
    referral.publications.append(Publication(fact, sections(texts, referral.unit)))


def paper_faults(content: Content, unit: str, rules: Rules) -> list[Fault]:
    """Return every fault of a transcript, and what it must say to go on: the same as when it does."""
    content, faults = normal(content, rules)
    return [*faults, *_gaps(content, unit, rules)]


def _gaps(content: Content, unit: str, rules: Rules) -> list[Fault]:
    """What cannot be asked for afterwards: who sends, to which team, about whom."""
    found = list[Fault]()
    sender = rules.recipients.get(unit)
    if sender is None or sender.kind == TEAM or not sender.valid_on(rules.today):
        found.append(Fault("sender", "unknown_code", "Den avsändande enheten finns inte."))
    if blank(content.team):
        found.append(Fault("team", "missing", "Ange teamet."))
    if blank(content.individ.namn) or blank(content.individ.personnummer):
        found.append(Fault("individ", "missing", "Ange personens namn och personnummer."))
    return found

"""The text as it stands, and its sharing with the parties asked."""

from datetime import datetime

from services.referral.domain.codes import Category
from services.referral.domain.recipients import Recipient
from services.referral.domain.referral import Publication, Referral
from services.referral.domain.sections import Texts, about_person, handling, sections
from services.referral.domain.status import Status
from services.referral.events import ReferralShared


def share(referral: Referral, sender: Recipient, *, at: datetime) -> None:
    """Share the text as it stands with the parties asked that still have cover; field 24 is the team's alone."""
    parties = referral.rows.still(referral.unit, referral.team, referral.parties)
    share_with(referral, sender, parties, at=at, carries=True)


def share_again(referral: Referral, sender: Recipient, *, at: datetime) -> None:
    """Share the text as it stands with the parties asked that are covered and do not have it.

    They were not covered when it was taken up, or lost what they had with the rows that it rested on.
    """
    if referral.status is not Status.UPPTAGEN or referral.withdrawn is not None:
        return
    parties = tuple(
        party
        for party in referral.parties
        if party not in referral.shared_with and referral.rows.covers(referral.unit, referral.team, party)
    )
    share_with(referral, sender, parties, at=at, carries=referral.shared_at is None)


def share_with(
    referral: Referral, sender: Recipient, parties: tuple[str, ...], *, at: datetime, carries: bool
) -> None:
    """Share the text as it stands with these parties; with nobody when sender and team have lost each other."""
    if not parties or referral.rows.team_ended(referral.unit, referral.team):
        return
    referral.shared_at = referral.shared_at or at
    have = {*referral.shared_with, *parties}
    referral.shared_with = tuple(party for party in referral.parties if party in have)
    fact = ReferralShared(
        subject=referral.id, occurred_at=at, sender=referral.unit, team=referral.team, parties=parties
    )
    texts = whole_text(referral, sender, for_team=False)
    referral.publications.append(Publication(fact, sections(texts, referral.unit), carries))


def whole_text(referral: Referral, sender: Recipient, *, for_team: bool) -> Texts:
    """Return the text as it stands, category by category; fields 24 and 25 are the team's alone."""
    registration = referral.require_registration()
    handled = handling(registration, referral.content, for_team=for_team)
    return {Category.HANDLAGGNING: handled, **about_person(referral.content, sender)}

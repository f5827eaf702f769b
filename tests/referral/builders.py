"""A filled anmälan and what stands around it, each with defaults: say only what the test is about."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from services.referral.domain import (
    Actor,
    Content,
    Coverage,
    Dialogue,
    NumberRules,
    Question,
    Recipient,
    Referral,
    Rules,
    SecrecyReview,
    Signing,
    Told,
    begin,
    record,
    submit,
    written,
)
from services.referral.domain.functions import Reach, UnitFunction

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
PERSON = "195907142599"
OTHER_PERSON = "195909263070"
UNIT = "soc-sodermalm"
TEAM = "team-stockholm"
CASE = UUID("01930000-0000-7000-8000-000000000001")
DIALOGUE = UUID("01930000-0000-7000-8000-000000000002")
BY = Actor("anmalare-soc", "socialsekreterare")
REVIEW = SecrecyReview(BY, NOON, exclusion_note_read=False)
SIGNING = Signing("01930000-0000-7000-8000-0000000000aa", "sv-1", "ab" * 32)


def _recipient(ident: str, name: str, part: str, kind: str = "authority_unit", **more: Any) -> Recipient:
    return Recipient(ident, name, kind, part, name, date(2026, 1, 1), **more)


RECIPIENTS = {
    recipient.id: recipient
    for recipient in (
        _recipient(UNIT, "Södermalms stadsdelsnämnd, socialtjänsten", "SOC"),
        _recipient("soc-farsta", "Farsta stadsdelsnämnd, socialtjänsten", "SOC"),
        _recipient("fk", "Försäkringskassan", "FK"),
        _recipient("af", "Arbetsförmedlingen", "AF"),
        _recipient("vard-sodermalm", "Region Stockholm, vårdenhet Södermalm", "REGION"),
        _recipient("vard-nedlagd", "Nedlagd vårdenhet", "REGION", valid_to=date(2026, 6, 30)),
        _recipient(TEAM, "Finsamteam Stockholm", "TEAM", kind="team"),
    )
}
MOTTAGNING = Reach("Mottagning", "mottagning.sodermalm@exempel.se", "08-465 004 18")
CHEF = Reach("Biträdande enhetschef", telefon="08-465 004 19")
FUNCTIONS = {
    UNIT: (
        UnitFunction(UNIT, Reach("Nedlagd"), CHEF, "Stängt", date(2025, 1, 1), date(2025, 12, 31)),
        UnitFunction(UNIT, MOTTAGNING, CHEF, "Måndag till fredag 8-16", date(2026, 1, 1)),
    )
}
RULES = Rules(UNIT, NumberRules(TODAY), RECIPIENTS, FUNCTIONS[UNIT][1:])


def told(**more: Any) -> Told:
    values: dict[str, Any] = {
        "namn": "Individ Testperson",
        "personnummer": PERSON,
        "asked_on": "2026-11-20",
        "asked_by": "Anmälare Testperson",
        "channel": "mote",
        "answer": "vill",
        "words": "Jag vill att de pratar med varandra.",
        "next_step": None,
    }
    return Told(**{**values, **more})


def a_dialogue(**more: Any) -> Dialogue:
    return record(told(**more), dialogue_id=DIALOGUE, unit=UNIT, by=BY.subject, at=NOON, rules=RULES.numbers)


def filled(**more: Any) -> dict[str, Any]:
    """A draft's fields as JSON, all that sending needs and every category but two."""
    values: dict[str, Any] = {
        "team": TEAM,
        "parter": ["fk", "vard-sodermalm"],
        "handlaggare": {
            "namn": "Anmälare Testperson",
            "funktion": "socialsekreterare",
            "telefon": "08-123 45 67",
            "epost": "anmalare@exempel.se",
            "funktionsadress": "forsorjningsstod.sodermalm@exempel.se",
        },
        "individ": {"namn": "Individ Testperson"},
        "kontakt": {
            "adress": "Provgatan 1",
            "postnummer": "118 00",
            "postort": "Stockholm",
            "telefon": "070-174 06 05",
            "kanal": "telefon",
        },
        "stadsdel": "sodermalm",
        "sprak": {"sprak": "sv", "tolk": False},
        "forsorjning": ["FORS_EKON_BISTAND"],
        "medicinskt_underlag": {"lage": "finns_hos_fk", "omfattning_procent": 50},
        "planer": [{"typ": "forandringsplan", "innehavare": "Socialtjänsten", "datum": "2026-09-01"}],
        "fragestallning": {"text": "Vem samordnar rehabiliteringen?", "category": "arbetsformaga"},
        "onskat_individ": {"text": "Jag vill kunna arbeta halvtid.", "category": "arbetsformaga"},
    }
    return {**values, **more}


def content(**more: Any) -> Content:
    return written(Content(individ=a_dialogue().individ), filled(**more), RULES)


def a_draft(*, reviewed: bool = True, **more: Any) -> Referral:
    draft = begin(a_dialogue(), content(**more), case_id=CASE, by=BY, at=NOON)
    if reviewed:
        draft.confirm_secrecy(REVIEW)
    return draft


def covering(**more: Any) -> Coverage:
    values: dict[str, Any] = {
        "covered": True,
        "withheld": False,
        "signing": SIGNING,
        "exclusion_note_exists": False,
    }
    return Coverage(**{**values, **more})


def a_sent(**more: Any) -> Referral:
    """An anmälan that was sent and saved: each category carried by one event."""
    sent = a_draft(**more)
    submit(sent, covering(), RULES, dnr="ANM-2026-000001", by=BY, at=NOON)
    return saved(sent, UUID(int=1))


def saved(referral: Referral, *event_ids: UUID) -> Referral:
    """What the repository does: each fact gets its event id, and its categories remember it."""
    for publication, event_id in zip(referral.publications, event_ids, strict=True):
        referral.carried |= {section.category: event_id for section in publication.sections}
    referral.publications, referral.sent_texts = [], []
    return referral


def sections_of(referral: Referral, place: int = 0) -> dict[str, Any]:
    return {section.category: dict(section.content) for section in referral.publications[place].sections}


def question() -> Question:
    return a_draft().ready(RULES)

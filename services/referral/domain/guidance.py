"""Guidance on the target group: what speaks for the team, what is unclear, what else may suit better.

It reads the draft and decides nothing: it is no status, is stored nowhere, stops no sending, and nobody but the own unit
sees it. Whether the team takes a case up is the koordinator's to say.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from services.referral.domain import codes_work
from services.referral.domain.content import Content
from services.referral.domain.faults import blank
from services.referral.domain.recipients import Recipients

TARGET_GROUP = "Samordningsförbundet Stockholms stad, PM om målgruppen"
MODEL = "Stockholmsmodellen, handläggarstödet avsnitt 7"
SIP_LAW = "10 kap. 8 § socialtjänstlagen (2025:400), 16 kap. 4 § hälso- och sjukvårdslagen (2017:30)"
REHAB_LAW = "30 kap. 8-11 §§ socialförsäkringsbalken"
FINSAM_LAW = "2 § lagen (2003:1210) om finansiell samordning"
ABOUT = (
    "Vägledningen bygger bara på det som står i utkastet. Den avgör ingenting, sparas inte och hindrar inte att anmälan "
    "skickas. Koordinatorn bedömer anmälan, och varje myndighet fattar sina egna beslut."
)
_NEEDED_PARTS = 2
_SIP_PARTS = frozenset({"SOC", "REGION"})
_FK_AF = frozenset({"FK", "AF"})
_SICK = frozenset({codes_work.DELVIS, "SAKNAR"})
_SUPPORT_FROM_FK = frozenset({"FORS_SJUKPENNING", "FORS_REHABPENNING"})


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to weigh: a stable code, a sentence, where it comes from, and the fields that it was read from."""

    code: str
    text: str
    source: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Guidance:
    """What to weigh before an anmälan is sent. It has no answer on purpose."""

    speaks_for: tuple[Remark, ...]
    unclear: tuple[Remark, ...]
    may_suit_better: tuple[Remark, ...]
    about: str = ABOUT


def guidance(content: Content, unit: str, recipients: Recipients) -> Guidance:
    """Read a draft, whole or not, as the sending unit has written it."""
    parts = frozenset(recipients[ident].part for ident in (unit, *content.parter) if ident in recipients)
    return Guidance(
        tuple(_speaks_for(content, parts)),
        tuple(_unclear(content, parts)),
        tuple(_may_suit_better(content, parts)),
    )


def _speaks_for(content: Content, parts: frozenset[str]) -> Iterator[Remark]:
    if _is_ill(content) and _has_no_sgi(content):
        yield Remark(
            "sjuk_utan_sgi",
            "Personen är sjuk eller har nedsatt arbetsförmåga och har ingen SGI. Det är kärnan i målgruppen.",
            TARGET_GROUP,
            ("sgi", "medicinskt_underlag", "arbetsformaga"),
        )
    if any(text.category == "sociala" and not blank(text.text) for text in content.free_texts().values()):
        yield Remark(
            "socialmedicinska_skal",
            "Utkastet beskriver sociala förhållanden. Socialmedicinska skäl hör till målgruppen.",
            TARGET_GROUP,
            tuple(name for name, text in content.free_texts().items() if text.category == "sociala"),
        )
    if len(parts) >= _NEEDED_PARTS:
        yield Remark(
            "flera_parter",
            "Minst två parter är med. Kan ingen av dem ensam ge personen rätt stöd finns det något att samordna.",
            FINSAM_LAW,
            ("parter",),
        )
    if _says(content, "fragestallning"):
        yield Remark(
            "fraga_till_teamet",
            "Det finns en fråga till teamet om vem som ska göra vad.",
            MODEL,
            ("fragestallning",),
        )
    if _says(content, "onskat_individ"):
        yield Remark(
            "egen_vilja", "Personen har med egna ord sagt vad som ska uppnås.", MODEL, ("onskat_individ",)
        )


def _unclear(content: Content, parts: frozenset[str]) -> Iterator[Remark]:
    if not _has_no_sgi(content) and (content.sgi is None or content.sgi.finns in (None, "okant")):
        yield Remark(
            "sgi_oklar",
            "Det framgår inte om personen har en SGI. Fråga personen, eller Försäkringskassan när samtycket omfattar det.",
            TARGET_GROUP,
            ("sgi",),
        )
    if not _is_ill(content):
        yield Remark(
            "ohalsa_oklar",
            "Det framgår inte att hälsan påverkar arbetsförmågan. Någon diagnos behöver inte anges.",
            TARGET_GROUP,
            ("medicinskt_underlag", "arbetsformaga"),
        )
    elif content.medicinskt_underlag is not None and content.medicinskt_underlag.lage == "saknas":
        yield Remark(
            "underlag_saknas",
            "Medicinskt underlag saknas. Teamet kan behöva det för att veta vad som är möjligt nu.",
            MODEL,
            ("medicinskt_underlag",),
        )
    yield from _question_unclear(content, parts)


def _question_unclear(content: Content, parts: frozenset[str]) -> Iterator[Remark]:
    if len(parts) < _NEEDED_PARTS:
        yield Remark(
            "parter_oklara",
            "Ingen annan part är tillfrågad. Vilka behöver göra något tillsammans?",
            FINSAM_LAW,
            ("parter",),
        )
    if not _says(content, "fragestallning"):
        yield Remark(
            "fraga_saknas",
            "Det framgår inte vad teamet ska svara på: vem och hur?",
            MODEL,
            ("fragestallning",),
        )
    if not _says(content, "onskat_individ"):
        yield Remark(
            "egen_vilja_saknas",
            "Personens egna ord saknas. Fråga vad personen vill.",
            MODEL,
            ("onskat_individ",),
        )


def _may_suit_better(content: Content, parts: frozenset[str]) -> Iterator[Remark]:
    if parts == _SIP_PARTS:
        yield Remark(
            "sip",
            "Bara socialtjänsten och hälso- och sjukvården behövs. Då kan en samordnad individuell plan (SIP) passa bättre.",
            SIP_LAW,
            ("parter",),
        )
    elif any(plan.typ == "sip" for plan in content.planer):
        yield Remark(
            "sip_finns",
            "Det finns redan en SIP. Pröva först om den kan följas upp och om fler kan bjudas in.",
            SIP_LAW,
            ("planer",),
        )
    has_sgi = content.sgi is not None and content.sgi.finns == "ja"
    if has_sgi or _SUPPORT_FROM_FK & set(content.forsorjning):
        yield Remark(
            "fk_samordning",
            "Personen har en SGI eller en ersättning vid sjukdom. Då kan en ansökan om samordning direkt till "
            "Försäkringskassan passa bättre.",
            REHAB_LAW,
            ("sgi", "forsorjning"),
        )
    yield from _fewer_or_other(content, parts)


def _fewer_or_other(content: Content, parts: frozenset[str]) -> Iterator[Remark]:
    if parts == _FK_AF:
        yield Remark(
            "forstarkt_samarbete",
            "Bara Arbetsförmedlingen och Försäkringskassan behövs. Då kan deras förstärkta samarbete passa bättre.",
            MODEL,
            ("parter",),
        )
    if len(parts) == 1:
        yield Remark(
            "en_part",
            "Om en enda part räcker kan en direkt kontakt eller ett trepartsmöte passa bättre.",
            MODEL,
            ("parter",),
        )
    if not content.insatser:
        yield Remark(
            "finsam_insats",
            "Ingen prövad insats är angiven. Är det redan klart vilken insats som behövs kan en FINSAM-insats sökas utan "
            "teamet.",
            MODEL,
            ("insatser",),
        )


def _says(content: Content, field: str) -> bool:
    text = content.free_texts().get(field)
    return text is not None and not blank(text.text)


def _is_ill(content: Content) -> bool:
    """Tell whether the draft says that health stands in the way: by an underlag, or by a judgement of the ability to work."""
    paper, judged = content.medicinskt_underlag, content.arbetsformaga
    certified = paper is not None and paper.lage != "saknas"
    return certified or (judged is not None and judged.omfattning in _SICK)


def _has_no_sgi(content: Content) -> bool:
    return content.sgi is not None and (content.sgi.finns == "nej" or content.sgi.nollplacerad is True)

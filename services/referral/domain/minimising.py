"""Warnings about free text: what an anmälan should not hold (GDPR 5.1 c, 9). They stop nothing; the handläggare decides."""

import re
from collections.abc import Iterator

from services.referral.domain.content import Content
from services.referral.domain.faults import Fault

NOTICE = (
    "Skriv bara det som teamet behöver för att svara på frågan. Skriv inte om diagnoser, barn, brott, etniskt ursprung, "
    "religion eller andra personer."
)
"""Stands beside every free text."""

_WORDS: dict[str, tuple[re.Pattern[str], str]] = {
    "diagnosis": (
        re.compile(
            r"\b(diagno\w*|icd|[FGM]\d{2}\.\d|depression\w*|psykos\w*|schizofreni\w*|bipol[aä]r\w*|adhd|autism\w*|"
            r"missbruk\w*|alkoholis\w*|cancer\w*)\b",
            re.IGNORECASE,
        ),
        "Texten kan nämna en diagnos. Skriv i stället vad personen kan och behöver.",
    ),
    "children": (
        re.compile(r"\b(barn(?!morsk)\w*|son(en)?|d[oö]tt(er|rar)\w*|dotter\w*)\b", re.IGNORECASE),
        "Texten kan handla om barn. Uppgifter om barn hör inte hemma i anmälan.",
    ),
    "crime": (
        re.compile(
            r"\b(brott|brottslig\w*|d[oö]md|h[aä]kt\w*|f[aä]ngelse\w*|kriminal\w*|kriminell\w*)\b",
            re.IGNORECASE,
        ),
        "Texten kan handla om brott. Sådana uppgifter hör inte hemma i anmälan.",
    ),
    "origin": (
        re.compile(
            r"\b(etnisk\w*|etnicitet\w*|romer|romsk\w*|muslim\w*|judisk\w*|kristen|religi[oö]\w*|moské\w*)\b",
            re.IGNORECASE,
        ),
        "Texten kan handla om ursprung eller religion. Sådana uppgifter hör inte hemma i anmälan.",
    ),
}


def text_warnings(content: Content) -> tuple[Fault, ...]:
    """Return what to look at again, field by field; a warning never repeats the words."""
    return tuple(
        Fault(field, code, message)
        for field, text in _texts(content)
        for code, (pattern, message) in _WORDS.items()
        if pattern.search(text)
    )


def _texts(content: Content) -> Iterator[tuple[str, str]]:
    for name, text in content.free_texts().items():
        if text.text:
            yield f"{name}.text", text.text
    if content.anpassning:
        yield "anpassning", content.anpassning
    if content.tidskritiskt and content.tidskritiskt.skal:
        yield "tidskritiskt.skal", content.tidskritiskt.skal
    for place, who in enumerate(content.foretradare):
        if who.omfattning:
            yield f"foretradare[{place}].omfattning", who.omfattning
    for place, insats in enumerate(content.insatser):
        if insats.insats:
            yield f"insatser[{place}].insats", insats.insats

"""The Swedish words that the story has for codes."""

from collections.abc import Iterable

PLAIN = {
    "anmalan": "anmälan",
    "anmalan_delad": "anmälan (delad med tillfrågad part)",
    "komplettering": "komplettering",
    "komplettering_begard": "begäran om komplettering",
    "rattelse": "rättelse",
    "byte_av_handlaggare": "besked om byte av handläggare",
    "mottagningsbekraftelse": "mottagningsbekräftelse",
    "besked_tas_upp": "besked: tas upp",
    "besked_tas_inte_upp": "besked: tas inte upp",
    "kallelse": "kallelse till möte",
    "motesanteckning": "anteckning från mötet",
    "gemensam_plan": "gemensam plan",
    "plan_andrad": "ändrad plan",
    "svar_fran_part": "svar från part",
    "paminnelse_uppfoljning": "påminnelse om uppföljning",
    "avslut": "avslut",
    "stop": "stoppmeddelande",
    "corrected": "meddelande om rättelse",
    "handlaggning": "handläggning",
    "identitet": "identitet",
    "forsorjning": "försörjning",
    "arbetsformaga": "arbetsförmåga",
    "halsa": "hälsa",
    "sociala": "sociala förhållanden",
    "planer": "planer",
    "plan": "plan",
    "planoversikt": "planöversikt",
}
SEVERAL = {
    "mote": ("det som sades på mötet", "mötet"),
    "uppfoljning": ("uppföljning", "uppföljning"),
}
"""Codes that name both a document and a category."""
OF_ITSELF = {
    "motesanteckning": "mote", "gemensam_plan": "plan", "plan_andrad": "plan", "uppfoljning": "uppfoljning",
    "avslut": "uppfoljning",
}  # fmt: skip
"""Type of document → the category that it is about by its nature."""


def beside(kind: str, categories: Iterable[str]) -> str:
    """Name the categories that a document has beside its own: " med hälsa, planöversikt"."""
    parts = [plain(c) for c in categories if c not in {"handlaggning", OF_ITSELF.get(kind)}]
    return f" med {', '.join(parts)}" if parts else ""


def plain(code: str) -> str:
    """Return the Swedish word that people read for a category, or for a document that shares no name with one."""
    return SEVERAL[code][1] if code in SEVERAL else PLAIN.get(code, code)


def document(code: str) -> str:
    """Return the Swedish word that people read for a type of document."""
    return SEVERAL[code][0] if code in SEVERAL else PLAIN.get(code, code)

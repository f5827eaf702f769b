"""Rules for what must be filled before an anmälan is sent; all gaps are told at once."""

from collections.abc import Iterator

from services.referral.domain.content import FREE_TEXTS, Content
from services.referral.domain.faults import Fault, blank
from services.referral.domain.shapes import Handlaggare, Kontakt

_REACHED_BY = {
    "brev": ("adress", "Ange adressen, eller välj en annan kanal."),
    "telefon": ("telefon", "Ange telefonnumret, eller välj en annan kanal."),
    "sms": ("telefon", "Ange telefonnumret, eller välj en annan kanal."),
    "epost": ("epost", "Ange e-postadressen, eller välj en annan kanal."),
}


def gap_faults(content: Content) -> Iterator[Fault]:
    """Yield what is missing, in the form's order.

    Fields 12-21 and 23 may be empty: each needs a category that the person can leave unticked. So may 11, 25 and 27.
    """
    if blank(content.team):
        yield _gap("team", "Välj vilket team anmälan ska till.")
    if not content.parter:
        yield _gap("parter", "Ange minst en part som ska tillfrågas.")
    yield from handlaggare_gaps(content.handlaggare)
    yield from _individ(content)
    yield from _kontakt(content.kontakt)
    if blank(content.stadsdel):
        yield _gap("stadsdel", "Ange i vilken stadsdel personen är folkbokförd.")
    if content.sprak is None or blank(content.sprak.sprak):
        yield _gap("sprak.sprak", "Ange vilket språk personen talar.")
    if content.sprak is None or content.sprak.tolk is None:
        yield _gap("sprak.tolk", "Ange om tolk behövs, ja eller nej.")
    if content.fragestallning is None or blank(content.fragestallning.text):
        yield _gap(
            "fragestallning.text",
            "Beskriv frågan till teamet: varför samverkan behövs och vad som är oklart.",
        )
    for name in (name for name in FREE_TEXTS if name != "fragestallning"):
        text = content.free_texts().get(name)
        if text is not None and blank(text.text):
            yield _gap(
                f"{name}.text", "En kategori är vald men texten är tom. Skriv texten eller ta bort fältet."
            )


def change_gaps(before: Content, after: Content) -> Iterator[Fault]:
    """Yield what is missing after a change of what was sent.

    What a byte av handläggare left open in field 5 stands: a function holds the case until somebody is named.
    """
    stands = before.handlaggare == after.handlaggare
    return (gap for gap in gap_faults(after) if not (stands and gap.field.startswith("handlaggare.")))


def letter_gaps(before: Content, after: Content) -> Iterator[Fault]:
    """Yield what an answer by letter would leave missing that was there: what the paper form left empty may stay so."""
    known = {gap.field for gap in gap_faults(before)}
    return (gap for gap in gap_faults(after) if gap.field not in known)


def handlaggare_gaps(who: Handlaggare) -> Iterator[Fault]:
    """Yield what is missing of field 5."""
    if blank(who.namn):
        yield _gap("handlaggare.namn", "Ange handläggarens namn.")
    if blank(who.funktion):
        yield _gap("handlaggare.funktion", "Ange handläggarens funktion.")
    if blank(who.funktionsadress):
        yield _gap(
            "handlaggare.funktionsadress",
            "Ange funktionens adress, så att svaret når fram även när någon slutar.",
        )
    if blank(who.telefon) and blank(who.epost):
        yield _gap("handlaggare.telefon", "Ange handläggarens telefonnummer eller e-postadress.")


def _individ(content: Content) -> Iterator[Fault]:
    if blank(content.individ.namn):
        yield _gap("individ.namn", "Ange personens namn.")
    if blank(content.individ.personnummer):
        yield _gap("individ.personnummer", "Ange personens personnummer eller samordningsnummer.")


def _kontakt(kontakt: Kontakt | None) -> Iterator[Fault]:
    if kontakt is None or kontakt.kanal is None:
        yield _gap("kontakt.kanal", "Ange hur personen helst vill bli kontaktad.")
        return
    needed, message = _REACHED_BY.get(kontakt.kanal, (None, ""))
    if needed is not None and blank(getattr(kontakt, needed)):
        yield _gap(f"kontakt.{needed}", message)
    if not blank(kontakt.adress) and (blank(kontakt.postnummer) or blank(kontakt.postort)):
        yield _gap("kontakt.postnummer", "Ange adressens postnummer och postort.")


def _gap(field: str, message: str) -> Fault:
    return Fault(field, "missing", message)

"""How the refusals of the exit are answered: release, feed, withdrawal."""

from services.consent import errors
from shared.problem import Problem, Problems

PROBLEMS: Problems = {
    errors.OnlyOwnRows: Problem(
        403,
        "Du kan bara ta emot det som rör din egen enhet",
        "Registrera återkallelsen för din egen enhet som part. Gäller den fler: meddela genast teamets koordinator eller den "
        "enhet som registrerade samtycket, så att personen inte behöver säga det igen.",
    ),
    errors.UnitNotValid: Problem(
        403,
        "Enheten finns inte den dagen",
        "Enheten har upphört eller har ännu inte börjat. Det den har tagit emot är dess eget. En enhet som tar över omfattas när "
        "personen har tagit ställning till ett nytt samtycke.",
    ),
    errors.PartyMissing: Problem(422, "Part saknas", "Ange vilken part återkallelsen gäller."),
    errors.CategoryMissing: Problem(
        422, "Uppgiftskategori saknas", "Ange vilken kategori återkallelsen gäller."
    ),
    errors.ScopeCategoryUnknown: Problem(
        422,
        "Uppgiftskategorin finns inte",
        "Använd samtyckets kategorier, till exempel halsa eller forsorjning.",
    ),
    errors.ScopeTooMuch: Problem(
        422,
        "Omfattningen motsäger sig själv",
        "Välj hela samtycket, en part eller en kategori, och ange bara det som hör till valet.",
    ),
    errors.NothingInScope: Problem(
        409,
        "Inget samtycke omfattar det",
        "I ärendet finns inget samtycke för den parten eller kategorin. Läs samtyckets rader och välj något av dem.",
    ),
    errors.SaidTooLongAgo: Problem(
        422, "Dagen ligger långt tillbaka", "Ange den dag då personen sa det. Kontrollera årtalet."
    ),
    errors.ChannelNotHers: Problem(
        422,
        "Kanalen stämmer inte",
        "Inloggad är det bara personen själv som återkallar. Ange hur personen sa det till er.",
    ),
    errors.ChannelOfHerOwn: Problem(
        422,
        "Kanalen stämmer inte",
        "Du är inloggad och återkallar själv. Ange kanalen inloggad.",
    ),
    errors.SaidByOfHerOwn: Problem(
        422,
        "Du återkallar själv",
        "Du är inloggad i ditt eget ärende. Ange person som den som återkallar, eller utelämna uppgiften.",
    ),
    errors.NobodyBehind: Problem(
        422,
        "Ingen sådan företrädare står bakom samtycket",
        "Personen själv kan alltid återkalla. Vårdnadshavare kan det för den som är under 18 år, och ställföreträdare eller ombud "
        "inom uppdraget, om de har lämnat samtycket. Säger personen själv nej: registrera återkallelsen som personens.",
    ),
    errors.SaidInFuture: Problem(
        422, "Dagen ligger i framtiden", "Ange den dag då personen sa det: i dag eller tidigare."
    ),
    errors.RecipientNotThere: Problem(
        404, "Mottagaren finns inte", "Kontrollera mottagarens id bland enheterna i referensdata."
    ),
    errors.RevocationUnknown: Problem(
        404,
        "Återkallelsen finns inte",
        "Kontrollera numret. Du ser bara återkallelser i ärenden som är dina.",
    ),
    errors.AliasUnknown: Problem(
        404,
        "Ärendet finns inte",
        "Kontrollera ärendet. Du ser bara ärenden som din egen enhet har fått något i.",
    ),
    errors.CaseOrAlias: Problem(
        422,
        "Ange ärendet på ett sätt",
        "Ange ärendets id, eller den egna enhetens beteckning på ärendet (alias), men inte båda.",
    ),
    errors.CursorMalformed: Problem(
        422,
        "Läsplatsen känns inte igen",
        "Fortsätt från det next som flödet gav senast, eller börja om från början.",
    ),
    errors.TooManySections: Problem(422, "Frågan är för stor", "Fråga efter färre handlingar åt gången."),
    errors.NotPresent: Problem(
        503, "Utlämnandet är stängt en kort stund", "Försök igen om en stund. Inget har lämnats ut."
    ),
    errors.NotReconciled: Problem(
        503,
        "Utlämnandet är stängt tills samtyckena är avstämda",
        "Tjänsten har startat om eller återställts och stämmer av vilka samtycken som gäller. Försök igen om en stund. "
        "Inget har lämnats ut. En återkallelse kan alltid registreras.",
    ),
}
"""Refusal → status, title, and what the caller can do instead."""

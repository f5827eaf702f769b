"""How each refusal is told to people: status, title, and what to do instead."""

from services.referral import errors
from shared.problem import Problem, Problems, Refusal

_BY_HAND = (
    "Anmälan kan inte skickas i systemet. Ta kontakt med teamets koordinator per telefon eller vid ett besök, genom "
    "teamets värdmyndighet. Sekretessen gäller också det som lämnas för hand. Skriv inga adresser här."
)

_DRAFTING: dict[type[Refusal], Problem] = {
    errors.NotFound: Problem(
        404, "Det finns inget här", "Kontrollera adressen. Det du söker kan tillhöra någon annan."
    ),
    errors.StaleReferral: Problem(
        412, "Anmälan har ändrats", "Någon annan hann före. Läs anmälan på nytt och gör om ändringen."
    ),
    errors.InvalidContent: Problem(
        422, "Något i uppgifterna stämmer inte", "Rätta de fält som räknas upp och spara igen."
    ),
    errors.DialogueWithoutWill: Problem(
        409,
        "Personen har inte sagt ja",
        "En anmälan görs bara för den som vill det. Fortsätt den ordinarie handläggningen. Registrera ett nytt samtal om "
        "personen själv ändrar sig.",
    ),
    errors.DialogueUsed: Problem(
        409,
        "Samtalet har redan lett till ett utkast",
        "Fortsätt på det utkastet, eller registrera ett nytt samtal om det gäller ett nytt ärende.",
    ),
    errors.FieldFixed: Problem(
        409,
        "Fältet kan inte ändras",
        "Låt de fält som räknas upp vara som de är, och följ råden vid vart och ett.",
    ),
    errors.ReadingNeedsPurpose: Problem(
        409,
        "Ange varför du läser",
        "Anmälan handläggs för hand. Ange ändamålet i purpose. Läsningen loggas med det, och personen ser den.",
    ),
    errors.UnitNotValid: Problem(
        409,
        "Enheten finns inte den dagen",
        "Enheten har upphört eller har ännu inte börjat, och kan inte skriva i en anmälan. Det den redan har står kvar och kan läsas. "
        "En enhet som tar över gör en ny anmälan, och personen tar ställning till ett nytt samtycke.",
    ),
    errors.AddressNotKept: Problem(
        409, "Adressuppgifter sparas inte här", f"Töm de fält som räknas upp. {_BY_HAND}"
    ),
}

_SENDING: dict[type[Refusal], Problem] = {
    errors.DraftIncomplete: Problem(
        422, "Anmälan är inte komplett", "Fyll i eller rätta alla fält som räknas upp och försök igen."
    ),
    errors.WrongStatus: Problem(
        409,
        "Det går inte i anmälans nuvarande status",
        "Läs anmälan på nytt och se vad som kan göras nu.",
    ),
    errors.SecrecyNotTried: Problem(
        409,
        "Sekretessprövningen är inte bekräftad",
        "Pröva innehållet, även uppgifter om andra personer, och bekräfta det. En ändring efteråt kräver en ny prövning.",
    ),
    errors.ExclusionNoteUnread: Problem(
        409,
        "Personens undantag är inte läst",
        "Samtycket innehåller ett undantag i ord. Läs det, pröva innehållet mot det och bekräfta på nytt.",
    ),
    errors.NothingChanged: Problem(
        409, "Inget är ändrat", "Ändra minst ett fält för att skicka en rättelse."
    ),
    errors.NotOurs: Problem(409, "Händelsen hör inte hit", "Händelsen ligger kvar för åtgärd."),
}

_COVER: dict[type[Refusal], Problem] = {
    errors.ConsentMissing: Problem(
        409,
        "Samtycke saknas",
        "Inget giltigt samtycke omfattar den egna enheten och teamet. Har personen skrivit under ett samtycke: registrera det "
        "och försök igen. Vill personen inte samtycka: skicka inte anmälan, och fortsätt den ordinarie handläggningen.",
    ),
    errors.PartyNotCovered: Problem(
        409,
        "En tillfrågad part omfattas inte av samtycket",
        "Ta bort de parter som räknas upp. Vill personen att de ska vara med behövs ett nytt samtycke som omfattar dem.",
    ),
    errors.CategoryNotCovered: Problem(
        409,
        "En uppgift omfattas inte av samtycket",
        "Töm de fält som räknas upp. Vill personen att uppgifterna ska delas behövs ett nytt samtycke som omfattar dem.",
    ),
    errors.ConsentEnded: Problem(
        409,
        "Samtycket har upphört",
        "Inget mer skickas till teamet. Fortsätt den ordinarie handläggningen. Vill personen själv fortsätta i teamet behövs "
        "ett nytt samtycke, och efter ett återkallat samtycke även en ny anmälan.",
    ),
    errors.ByHand: Problem(409, "Anmälan handläggs för hand", _BY_HAND),
    errors.ConsentUnreachable: Problem(
        503,
        "Samtycket kan inte kontrolleras just nu",
        "Inget har sparats, skickats eller visats. Försök igen om en stund.",
    ),
}

_ENDING: dict[type[Refusal], Problem] = {
    errors.RetractedAlready: Problem(
        409,
        "Det är redan återtaget",
        "Det som skickades av misstag är återtaget. Läs anmälan på nytt. Rapporten om återtagandet visar vem som hade öppnat "
        "det.",
    ),
    errors.TeamUnreachable: Problem(
        503,
        "Teamets logg kan inte läsas just nu",
        "Rapporten säger vilka i teamet som har läst och görs därför inte utan svar därifrån. Försök igen om en stund.",
    ),
    errors.FirstTextCarriesOthers: Problem(
        409,
        "Den första versionen bär de senare",
        "Inget har återtagits. Ska hela anmälan och allt som följde den återtas: skicka begäran utan version. Är det en "
        "rättelse eller komplettering som var fel: välj den.",
    ),
    errors.UnknownSentText: Problem(
        404, "Versionen finns inte", "Läs anmälan på nytt och välj en av de versioner som har skickats."
    ),
    errors.WithdrawnAlready: Problem(
        409,
        "Anmälan är redan tillbakadragen",
        "Inget mer skickas i ärendet. Vill personen ha stöd från flera parter igen: gör en ny anmälan med ett nytt samtycke.",
    ),
}

PROBLEMS: Problems = {**_DRAFTING, **_SENDING, **_COVER, **_ENDING}
"""Every refusal of this service."""

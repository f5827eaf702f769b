"""How the refusals about the akt and the besked are told."""

from services.coordinator.errors.akt import (
    AktMissing,
    ConsentMissing,
    ConsentUnreachable,
    DateBeforeReferral,
    DateInFuture,
    DateInPast,
    DateMissing,
    DriverNeeded,
    EndedAlready,
    GroundMissing,
    GroundNotNeeded,
    NoCause,
    NothingStopped,
    OpeningNeedsPurpose,
    OutcomeNotAllowed,
    QuestionAnswered,
    StaleAkt,
    StopAnswered,
    TakenUpAlready,
    UnknownAkt,
    UnknownAlias,
    UnknownDocument,
    UnknownField,
    UnknownOutcome,
    UnknownQuestion,
    UnknownReason,
    UseSupplement,
    WordsMissing,
    WrongStatus,
)
from shared.problem import Problem, Refusal

AKT: dict[type[Refusal], Problem] = {
    UnknownAkt: Problem(
        404, "Akten finns inte", "Kontrollera numret. Du ser bara akter som hör till ditt eget team."
    ),
    StaleAkt: Problem(
        412, "Akten har ändrats", "Någon annan har ändrat akten. Läs den på nytt och försök igen."
    ),
    WrongStatus: Problem(
        409,
        "Det går inte just nu",
        "Det går inte i aktens nuvarande status: anmälan är inte upptagen än, eller ärendet är redan avgjort eller avslutat. "
        "Läs akten på nytt: ”next” säger vad som kommer härnäst och vem som gör det.",
    ),
    TakenUpAlready: Problem(
        409,
        "Anmälan är redan upptagen",
        "Anmälan har redan tagits upp. Läs akten på nytt: ”next” säger vad som kommer härnäst.",
    ),
    EndedAlready: Problem(
        409,
        "Ärendet är redan avslutat",
        "Ärendet har avslutats, och inget mer görs i det. Läs akten på nytt: där står hur.",
    ),
    ConsentMissing: Problem(
        409,
        "Samtycket räcker inte",
        "Avsändaren och teamet omfattas inte av ett giltigt samtycke. Anmälan kan inte tas upp. "
        "Be avsändaren fråga om personen vill skriva under ett nytt samtycke, eller välj Tas inte upp med skälet att "
        "samtycke saknas.",
    ),
    ConsentUnreachable: Problem(
        503,
        "Samtycket kan inte kontrolleras",
        "Inget visas eller beslutas utan kontroll. Försök igen om en stund.",
    ),
    UnknownReason: Problem(422, "Okänt skäl", "Välj ett av skälen i listan."),
    UseSupplement: Problem(
        409,
        "Begär komplettering",
        "Att anmälan är ofullständig är inget skäl att inte ta upp den. Begär komplettering i stället.",
    ),
    DateMissing: Problem(
        422, "Datum saknas", "Skälet innebär att en ny anmälan kan göras senare. Ange från vilken dag."
    ),
    DateInPast: Problem(422, "Datumet har passerat", "Ange en dag från och med i dag."),
    UnknownField: Problem(422, "Okänt fält", "Välj fält som finns i anmälan."),
    OpeningNeedsPurpose: Problem(
        409,
        "Akten öppnas bara med angivet ändamål",
        "Akten är avslutad eller visas inte i listorna. Ange ändamålet för att öppna den. Öppnandet loggas, och personen kan se "
        "det.",
    ),
    WordsMissing: Problem(422, "Text saknas", "En text som behövs saknas. Fältlistan säger vilken."),
    AktMissing: Problem(
        409, "Akt saknas", "Teamet har ingen akt för ärendet. Handlingen ligger kvar för åtgärd."
    ),
    UnknownDocument: Problem(
        422, "Okänd handling", "Teamet tar inte emot handlingar av den typen. Kontakta supporten."
    ),
    UnknownOutcome: Problem(422, "Okänd avslutskod", "Välj en av koderna i listan över avslut."),
    OutcomeNotAllowed: Problem(
        409,
        "Ärendet kan inte avslutas så",
        "Koden passar inte där ärendet står. Före beslutet om anmälan väljer du Tas inte upp i stället. En hänvisning "
        "kräver att ett möte har hållits utan att det blev en plan.",
    ),
    DateInFuture: Problem(422, "Datumet har inte varit än", "Ange en dag till och med i dag."),
    DateBeforeReferral: Problem(
        422, "Dagen är före anmälan", "Ange en dag från och med den dag då teamet tog emot anmälan."
    ),
    NoCause: Problem(
        422,
        "Skriv ingen orsak till dödsfallet",
        "När personen har avlidit sparas bara koden. Skriv ingen orsak: ta bort texten och vad som fortsätter.",
    ),
    UnknownQuestion: Problem(404, "Frågan finns inte", "Läs akten på nytt och välj en fråga som står där."),
    QuestionAnswered: Problem(
        409, "Frågan är redan besvarad", "Läs akten på nytt. Du behöver inte göra något mer med frågan."
    ),
    DriverNeeded: Problem(
        409,
        "Namnge vem som driver",
        "Frågan står öppen tills någon driver ärendet. Finns en gemensam plan: namnge en handläggare hos en part som samtycket "
        "omfattar (”ny drivande”, plans/{plan_id}/driver). Finns ingen plan: svara igen och ange ”driver” med enhet, namn och "
        "funktion. Kan ingen driva det: avsluta ärendet (”avsluta”, end).",
    ),
    UnknownAlias: Problem(
        404,
        "Ärendet finns inte",
        "Kontrollera beteckningen. Använd den som står i stoppmeddelandet till er enhet.",
    ),
    NothingStopped: Problem(
        409,
        "Det finns inget stopp att bekräfta",
        "Samtycket för er enhet har inte upphört i det här ärendet. Vänta på stoppmeddelandet och försök sedan igen.",
    ),
    StopAnswered: Problem(
        409,
        "Stoppet är redan besvarat",
        "Er enhet har redan svarat att uppgifterna bevaras eller har gallrats. Det svaret går inte att ta tillbaka med ett som "
        "säger mindre.",
    ),
    GroundNotNeeded: Problem(
        422,
        "Stödet hör inte till svaret",
        "Lagrum hör till bevaras, och beslut till gallrat. Ta bort fältet, eller välj det svar som gäller.",
    ),
    GroundMissing: Problem(
        422,
        "Stöd saknas",
        "Ange lagrummet om uppgifterna bevaras, eller beslutet om de har gallrats.",
    ),
}

"""How each refusal is told to people: status, title, and what to do instead."""

from services.followup import errors
from shared.problem import Problem, Refusal

PROBLEMS: dict[type[Refusal], Problem] = {
    errors.UnknownFollowUp: Problem(
        404,
        "Uppföljningen finns inte",
        "Kontrollera numret. Du ser bara uppföljningar som rör ditt eget team eller din egen enhet.",
    ),
    errors.StaleFollowUp: Problem(
        412,
        "Uppföljningen har ändrats",
        "Någon annan har ändrat uppföljningen. Läs den på nytt och försök igen.",
    ),
    errors.WrongStatus: Problem(
        409,
        "Det går inte just nu",
        "Det går inte i uppföljningens nuvarande status: den är kallad, hållen, antecknad eller ersatt av en ny. Läs den på "
        "nytt: ”next” säger vad som kommer härnäst.",
    ),
    errors.MeetingCalled: Problem(
        409,
        "Parterna är redan kallade",
        "Flytta eller ställ in mötet i akten i stället. Uppföljningen följer mötet.",
    ),
    errors.MeetingNotHeld: Problem(
        409,
        "Uppföljningsmötet är inte hållet",
        "Kalla till uppföljningsmötet och håll det med personen på plats. Dokumentera resultatet efter det.",
    ),
    errors.NoLongerCovered: Problem(
        409,
        "Samtycket omfattar inte längre er enhet",
        "Svaret tas inte emot. Ring koordinatorn utan att nämna personen om ni behöver veta mer.",
    ),
    errors.UnknownPlace: Problem(
        422,
        "Listan kan inte fortsätta därifrån",
        "Läs listan från första sidan igen. Fortsätt sedan med det värde som sidan själv anger i more.",
    ),
    errors.ConsentUnreachable: Problem(
        503,
        "Samtycket kan inte kontrolleras",
        "Inget visas eller lämnas ut utan kontroll. Försök igen om en stund.",
    ),
    errors.OpeningNeedsPurpose: Problem(
        409,
        "Uppföljningen öppnas bara med angivet ändamål",
        "Uppföljningen visas inte längre i listorna. Ange ändamålet för att öppna den. Öppnandet loggas, och personen kan "
        "se det.",
    ),
    errors.DateInPast: Problem(422, "Datumet har passerat", "Ange en dag från och med i dag."),
    errors.TooFarAhead: Problem(
        422,
        "Dagen ligger för långt fram",
        "Välj en dag högst ett år efter den dag då planen skulle följas upp, och kontrollera årtalet. Behöver ärendet vila "
        "längre: håll uppföljningen och dokumentera att ärendet hålls öppet, eller avsluta det.",
    ),
    errors.ConsentEndsBefore: Problem(
        422,
        "Samtycket tar slut före den dagen",
        "Välj en dag medan samtycket gäller. Behövs en senare dag: fråga först personen om ett nytt samtycke, och flytta "
        "uppföljningen när det är undertecknat.",
    ),
    errors.NotWorkingDay: Problem(
        422, "Dagen är ingen vardag", "Myndigheterna har stängt den dagen. Välj en vardag i stället."
    ),
    errors.SameDay: Problem(
        422, "Dagen är densamma", "Uppföljningen är redan planerad till den dagen. Välj en annan dag."
    ),
    errors.WordsMissing: Problem(422, "Text saknas", "En text som behövs saknas. Fältlistan säger vilken."),
    errors.DelmalMissing: Problem(
        422, "Delmål saknar status", "Ange en status, och bara en, för varje delmål i planen."
    ),
    errors.DelmalLeft: Problem(
        422,
        "Delmålet har lämnat planen",
        "Ange status Utgått för de delmål som räknas upp. Ingen har ansvarat för dem.",
    ),
    errors.UnknownDelmal: Problem(422, "Okänt delmål", "Välj bland delmålen i den plan som följs upp."),
    errors.UnknownCategory: Problem(
        422, "Okänd uppgiftskategori", "Välj en av kategorierna som en uppföljning kan innehålla."
    ),
    errors.UnknownOutcome: Problem(
        422,
        "Okänd resultatkod",
        "Välj en kod i listan. Koder för återkallat samtycke, dödsfall och felregistrering sätts när akten avslutas.",
    ),
    errors.OutcomeTwice: Problem(422, "Samma resultat två gånger", "Ange varje resultatkod en gång."),
    errors.OutcomeContradictsNext: Problem(
        422,
        "Resultatet och fortsättningen stämmer inte överens",
        "Fältlistan säger vad huvudresultatet leder till. Välj den fortsättningen, eller ett annat huvudresultat.",
    ),
    errors.UnknownSupport: Problem(422, "Okänd försörjningskod", "Välj en av koderna i listan."),
    errors.PercentMismatch: Problem(
        422,
        "Procent och arbetsförmåga stämmer inte överens",
        "Ange procent när arbetsförmågan är delvis, och bara då.",
    ),
    errors.NobodyCarriesOn: Problem(
        422,
        "Ingen tar vid",
        "Skriv vad som fortsätter och vem som ansvarar för det. Bara när behovet har upphört kan listan vara tom.",
    ),
    errors.PlanMadeAlready: Problem(
        409,
        "En ny plan gäller redan",
        "Ärendet fortsätter enligt den nya planen. Dokumentera uppföljningen med fortsättningen ny plan.",
    ),
}

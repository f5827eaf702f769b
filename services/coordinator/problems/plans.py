"""How the refusals about the gemensam plan are told."""

from services.coordinator.errors.plans import (
    AlreadyAccepted,
    DelmalClosed,
    MeetingNotHeld,
    MeetingTooOld,
    NotAccepted,
    NothingToChange,
    PlanExists,
    PlanIncomplete,
    PlanNotInForce,
    ResponsibleNotCovered,
    StalePlan,
    TextNotCovered,
    TooManyUnits,
    UnknownDelmal,
    UnknownPlan,
    UnknownPlanVersion,
)
from shared.problem import Problem, Refusal

PLANS: dict[type[Refusal], Problem] = {
    UnknownPlan: Problem(
        404, "Planen finns inte", "Kontrollera numret. Planen kan höra till ett annat ärende."
    ),
    StalePlan: Problem(
        412,
        "Planen har ändrats",
        "Någon annan har ändrat planen. Läs den på nytt, jämför versionerna och gör om din ändring.",
    ),
    UnknownPlanVersion: Problem(
        404, "Versionen finns inte", "Välj en version i listan över planens versioner."
    ),
    PlanNotInForce: Problem(
        409, "Planen gäller inte längre", "Planen är ersatt eller avslutad. Läs ärendets nuvarande plan."
    ),
    PlanExists: Problem(
        409,
        "Mötet har redan en plan",
        "Ändra planen som gjordes vid mötet, eller gör en ny plan vid nästa möte.",
    ),
    MeetingNotHeld: Problem(
        409,
        "Planen görs vid ett hållet möte",
        "Anteckna först att mötet är hållet och att det ledde till en gemensam plan.",
    ),
    MeetingTooOld: Problem(
        409,
        "Mötet är äldre än planen",
        "Planen som gäller gjordes vid ett senare möte. Ändra den planen, eller gör en ny plan vid nästa möte.",
    ),
    PlanIncomplete: Problem(
        422,
        "Planen är inte komplett",
        "Varje delmål ska säga vad som ska göras, hur det märks, vem som ansvarar och när det är klart. Planen ska säga "
        "vem som driver den, och varför om det är någon annan än den som gjorde anmälan. Komplettera fälten som räknas upp.",
    ),
    NothingToChange: Problem(
        422,
        "Ändringen är tom",
        "Ändringen säger det som planen redan säger. Skicka målen med sina delmål, personens egna ord eller den som driver "
        "planen, så som det ska vara. Det som utelämnas står kvar.",
    ),
    TooManyUnits: Problem(
        422,
        "Planen nämner för många enheter",
        "En plan kan nämna högst 60 olika enheter. Slå ihop delmål eller välj en ansvarig enhet för flera av dem.",
    ),
    ResponsibleNotCovered: Problem(
        409,
        "Samtycket omfattar inte den som ska ansvara",
        "Välj någon annan för fälten som räknas upp, eller fråga om personen vill skriva under ett nytt samtycke.",
    ),
    UnknownDelmal: Problem(
        404, "Delmålet finns inte", "Kontrollera numret. Du kan bara svara för delmål som är dina egna."
    ),
    AlreadyAccepted: Problem(
        409,
        "Delmålet är redan accepterat",
        "Det går inte att avböja i efterhand. Rapportera ett hinder, eller tala med koordinatorn om en ändring av planen.",
    ),
    NotAccepted: Problem(
        409, "Delmålet är inte accepterat", "Acceptera delmålet först. Rapportera sedan hur det går."
    ),
    TextNotCovered: Problem(
        409,
        "Texten kan inte lämnas till teamet",
        "Samtycket omfattar inte att er enhet lämnar sådana uppgifter till teamet. Inget har sparats. Skicka svaret utan "
        "text, eller fråga om personen vill skriva under ett samtycke som omfattar kategorin och svara sedan igen.",
    ),
    DelmalClosed: Problem(
        409,
        "Delmålet är avslutat",
        "Delmålet är klart eller borttaget ur planen. Tala med koordinatorn om det ska tas upp igen.",
    ),
}

"""How the refusals about meetings are told."""

from services.coordinator.errors.meetings import (
    AgreementAhead,
    AgreementTooEarly,
    AnsweredOldTime,
    HandledByHand,
    HanvisningUnclear,
    MeetingAlreadyBooked,
    MeetingBegun,
    MeetingClosed,
    MeetingNotBegun,
    NeedNotAsked,
    NoLongerCovered,
    NoticeTooShort,
    NotInvited,
    OutcomeOfOtherKind,
    OutsideOfficeHours,
    PartyNotCovered,
    PeriodBackwards,
    PersonAbsent,
    PlanNeeded,
    SlotTaken,
    StaleMeeting,
    TeamMeetingHasNoPlan,
    TimePassed,
    TooFarAhead,
    UnknownMeeting,
    WrongPlan,
)
from shared.problem import Problem, Refusal

MEETINGS: dict[type[Refusal], Problem] = {
    UnknownMeeting: Problem(
        404,
        "Mötet finns inte",
        "Kontrollera länken. Du ser bara möten som du själv eller din enhet är kallad till.",
    ),
    StaleMeeting: Problem(
        412, "Mötet har ändrats", "Någon annan har ändrat mötet. Läs det på nytt och försök igen."
    ),
    SlotTaken: Problem(
        409, "Tiden är upptagen", "Teamet har redan ett möte som krockar med tiden. Välj en annan tid."
    ),
    MeetingAlreadyBooked: Problem(
        409,
        "Ett möte är redan bokat",
        "Ärendet har redan ett teammöte framför sig. Flytta det om det ska hållas en annan tid, eller ställ in det och kalla "
        "sedan på nytt.",
    ),
    NoticeTooShort: Problem(
        409,
        "Mötet ligger för nära",
        "Personen ska kallas minst två veckor före mötet. Välj en senare tid, eller fråga personen om en kortare tid går "
        "bra och ange när och hur personen sade ja.",
    ),
    AgreementAhead: Problem(
        422, "Dagen har inte varit", "Ange den dag då personen sade ja till kortare tid, senast i dag."
    ),
    AgreementTooEarly: Problem(
        422,
        "Dagen ligger för långt tillbaka",
        "Ange den dag då personen sade ja till kortare tid, tidigast den dag då anmälan kom in till teamet.",
    ),
    TooFarAhead: Problem(
        422,
        "Tiden ligger för långt fram",
        "Välj en tid eller en dag som ligger högst två år framåt, och kontrollera årtalet.",
    ),
    OutsideOfficeHours: Problem(
        422,
        "Tiden ligger utanför arbetstid",
        "Välj en vardag, och en start mellan klockan 07.00 och 20.00 svensk tid. Kontrollera att tiden har rätt tidszon.",
    ),
    PeriodBackwards: Problem(
        422,
        "Perioden slutar innan den börjar",
        "Ange en sista dag (to) som är samma dag som den första (from) eller senare. Utan första dag räknas från i dag.",
    ),
    TimePassed: Problem(422, "Tiden har passerat", "Välj en tid som ligger framåt."),
    PlanNeeded: Problem(
        422, "Planen saknas", "Ett uppföljningsmöte gäller en plan. Ange vilken plan som ska följas upp."
    ),
    WrongPlan: Problem(
        409,
        "Planen är inte den som gäller",
        "Ett uppföljningsmöte följer upp den plan som gäller i ärendet. Läs ärendets plan och kalla igen med den.",
    ),
    TeamMeetingHasNoPlan: Problem(
        422,
        "Ett teammöte följer inte upp någon plan",
        "Ta bort planen ur kallelsen, eller kalla till ett uppföljningsmöte om planen ska följas upp.",
    ),
    OutcomeOfOtherKind: Problem(
        422,
        "Utfallet hör till ett annat slags möte",
        "Ett teammöte leder till gemensam plan, vägledning eller hänvisning. Ett uppföljningsmöte leder till uppföljning, "
        "eller till en ny gemensam plan. Välj ett av dem.",
    ),
    PartyNotCovered: Problem(
        409,
        "Samtycket omfattar inte alla parter",
        "En part som samtycket inte omfattar får inte kallas, och den ska lämna rummet när ärendet tas upp. Ta bort de "
        "parter som räknas upp, eller fråga personen om ett nytt samtycke ska omfatta dem.",
    ),
    HandledByHand: Problem(
        409,
        "Ärendet handläggs för hand",
        "Allt i ärendet görs för hand och utanför systemet. Kalla, meddela och anteckna på det sätt som teamets rutin "
        "för sådana ärenden säger.",
    ),
    NoLongerCovered: Problem(
        409,
        "Samtycket omfattar er inte längre",
        "Svaret kan inte tas emot. Fortsätt med er egen handläggning som vanligt. Har personen lämnat ett nytt samtycke som "
        "omfattar er, tala med koordinatorn.",
    ),
    NotInvited: Problem(
        422,
        "Parten är inte kallad",
        "Bara parter som är kallade till mötet kan antecknas som närvarande, och personer bara för en part som var där. "
        "Rätta listan.",
    ),
    PersonAbsent: Problem(
        409,
        "Personen var inte med",
        "Utan personen tas ingenting upp. Ajournera mötet med skälet att personen uteblev, och kalla till en ny tid.",
    ),
    MeetingClosed: Problem(
        409,
        "Mötet är avslutat",
        "Mötet är redan hållet, inställt eller ajournerat och kan inte ändras. Kalla till ett nytt möte om det behövs.",
    ),
    MeetingBegun: Problem(
        409,
        "Mötets tid har börjat",
        "Mötet kan inte längre flyttas, ställas in eller besvaras. Koordinatorn antecknar i stället att mötet är hållet "
        "eller ajournerat.",
    ),
    MeetingNotBegun: Problem(
        409,
        "Mötet har inte börjat",
        "Vad som hände antecknas först när mötets tid har börjat. Flytta mötet eller ställ in det om det inte ska hållas då.",
    ),
    AnsweredOldTime: Problem(
        409,
        "Mötet har fått en annan tid",
        "Svaret gäller en tid som har ändrats. Läs den nya kallelsen och svara igen.",
    ),
    HanvisningUnclear: Problem(
        422,
        "Hänvisningen är oklar",
        "Ange vart personen hänvisas när utfallet är hänvisning, och vilken part om det är en part som finns i registret över parter. Vid andra utfall anges "
        "ingen hänvisning.",
    ),
    NeedNotAsked: Problem(
        409,
        "Frågan om behov är inte ställd",
        "Frågan om behovet kvarstår ställs efter ett möte som har hållits utan att en gemensam plan blev till. Vänta tills "
        "koordinatorn har antecknat mötet.",
    ),
}

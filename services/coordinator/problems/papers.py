"""How the refusals about an anmälan on paper, and about two akter of one person, are told."""

from services.coordinator.errors.papers import (
    AnswerRegistered,
    AnswersInTheSystem,
    ConsentGiven,
    InvalidNumber,
    LateWithoutReason,
    NoPaper,
    NothingAsked,
    NotSamePerson,
    PaperAnswerRefused,
    PaperNotAdmitted,
    PaperNotRetracted,
    ReceivedTooLongAgo,
    ReferralUnreachable,
    ReturnStopped,
    ReturnUnfinished,
    ScanMissing,
    TranscriptRefused,
    UnknownMissing,
    UnknownUnit,
)
from shared.problem import Problem, Refusal
from shared.scans import errors as scans

PAPERS: dict[type[Refusal], Problem] = {
    LateWithoutReason: Problem(
        422,
        "Skäl saknas",
        "En allmän handling ska registreras så snart den har kommit in (5 kap. 1 § offentlighets- och sekretesslagen). Skriv varför "
        "handlingen registreras först nu.",
    ),
    ReceivedTooLongAgo: Problem(
        422, "Fel dag", "Dagen då handlingen kom in ligger mer än ett år tillbaka. Kontrollera årtalet."
    ),
    UnknownUnit: Problem(422, "Enheten finns inte", "Välj enheterna i listan över mottagare."),
    InvalidNumber: Problem(
        422, "Personnumret stämmer inte", "Kontrollera numret mot papperet. Fältet säger vad som är fel."
    ),
    TranscriptRefused: Problem(
        422,
        "Avskriften stämmer inte med formuläret",
        "Rätta de fält som räknas upp. Det som inte går att läsa eller passa in lämnas tomt: papperet ligger kvar i akten som det kom "
        "in, och avsändaren kan ombes komplettera.",
    ),
    UnknownMissing: Problem(422, "Okänd kod", "Välj vad som saknas i listan, och beskriv resten i texten."),
    ScanMissing: Problem(
        409,
        "Inskannad anmälan saknas",
        "Skanna papperet och lagra bilden först. Den visar vad som stod i anmälan.",
    ),
    NoPaper: Problem(
        404,
        "Det finns inget papper här",
        "Ärendet kom inte in på papper, eller så finns bilden inte i akten.",
    ),
    PaperNotAdmitted: Problem(
        409,
        "Anmälan kan inte gå vidare än",
        "Registrera ett samtycke som omfattar avsändaren, teamet och de tillfrågade parterna, och rätta de fält som räknas upp. "
        "Det som samtycket inte omfattar lämnas utanför avskriften; papperet ligger kvar i akten som det kom in.",
    ),
    AnswersInTheSystem: Problem(
        409,
        "Avsändaren svarar i systemet",
        "Anmälan är inte registrerad som en där avsändaren svarar med brev. Avsändarens handläggare svarar, "
        "och återtar, själv.",
    ),
    NothingAsked: Problem(
        409,
        "Ingen komplettering är begärd",
        "Brevet kan skannas in i akten. Begär en komplettering om uppgifterna i det ska läggas till anmälan, och registrera sedan "
        "svaret.",
    ),
    AnswerRegistered: Problem(
        409,
        "Svaret är redan registrerat",
        "Ett svar på den senaste begäran har redan gått vidare. Läs akten. Har det kommit fler uppgifter: begär en ny komplettering "
        "och registrera dem som svar på den.",
    ),
    PaperAnswerRefused: Problem(
        409,
        "Svaret kan inte gå vidare",
        "Rätta de fält som räknas upp. Det som samtycket inte omfattar lämnas utanför; brevet ligger kvar i akten när det är "
        "inskannat. Räknas inga fält upp har ärendet ändrats eller handläggs för hand: läs akten på nytt.",
    ),
    PaperNotRetracted: Problem(
        409,
        "Anmälan kan inte återtas",
        "Avsändaren har redan återtagit den, eller så finns den inte kvar. Läs akten på nytt.",
    ),
    ConsentGiven: Problem(
        409,
        "Samtycket är registrerat",
        "Anmälan återsänds bara när samtycke saknas. Låt den gå vidare och lämna besked, eller låt personen återkalla först.",
    ),
    ReturnStopped: Problem(
        409,
        "Ett gallringsstopp gäller",
        "När anmälan återsänds förstörs det som har registrerats om den. Häv gallringsstoppet i ärendet först.",
    ),
    ReturnUnfinished: Problem(
        409,
        "Återsändandet är inte klart",
        "Det som har registrerats om anmälan håller på att förstöras. Hämta brevet om en stund, och skicka papperet då.",
    ),
    ReferralUnreachable: Problem(
        503, "Anmälningstjänsten svarar inte just nu", "Inget har ändrats. Försök igen om en stund."
    ),
    NotSamePerson: Problem(
        409,
        "Akterna hör inte ihop",
        "Den andra akten gäller inte samma person eller är avslutad. Läs akten på nytt.",
    ),
    scans.ScanFormMalformed: Problem(
        422, "Formuläret kan inte läsas", "Skicka filen som multipart/form-data i fältet ”file”."
    ),
    scans.ScanEmpty: Problem(422, "Filen är tom", "Skanna papperet igen."),
    scans.ScanTooLarge: Problem(413, "Filen är för stor", "Skanna med lägre upplösning, högst 10 MB."),
    scans.ScanWrongKind: Problem(422, "Fel filtyp", "Lämna en PDF, PNG eller JPEG."),
    scans.ScanUnreadable: Problem(422, "Filen kan inte läsas", "Filen är skadad. Skanna papperet igen."),
    scans.ScanActive: Problem(
        422, "Filen innehåller mer än bilder", "Ta bort skript och bilagor: en skanning är bilder av papper."
    ),
    scans.ScanEncrypted: Problem(422, "Filen är låst", "Spara filen utan lösenord och försök igen."),
    scans.ScanTooBig: Problem(422, "För många sidor", "Lämna högst 20 sidor och 50 megapixel per bild."),
}

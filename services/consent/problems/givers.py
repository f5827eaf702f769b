"""How the refusals about who gives a samtycke, and how, are answered."""

from services.consent import errors
from shared.problem import Problem, Problems

PROBLEMS: Problems = {
    errors.MaturityMissing: Problem(
        422,
        "Personen är under 18 år",
        "Ange vem som har bedömt personens mognad, när och vad bedömningen gav (12 kap. 3 § OSL), och vårdnadshavare om det behövs.",
    ),
    errors.NotMinor: Problem(
        422,
        "Personen har fyllt 18 år",
        "Den som är vuxen samtycker själv. Ta bort mognadsbedömning och vårdnadshavare.",
    ),
    errors.AssessedAfterSigned: Problem(
        422, "Mognaden är bedömd för sent", "Bedömningen ska vara gjord senast den dag då samtycket gavs."
    ),
    errors.GuardianMissing: Problem(
        422,
        "Vårdnadshavare saknas",
        "Ange vårdnadshavarna, i vilken form och vilken dag de samtyckte.",
    ),
    errors.GuardianUncalledFor: Problem(
        422,
        "Vårdnadshavare ska inte anges",
        "Är personen mogen att bestämma själv gäller sekretessen också mot vårdnadshavaren. Ta bort uppgifterna.",
    ),
    errors.GuardianReasonMissing: Problem(
        422,
        "Skälet till en vårdnadshavare stämmer inte",
        "Båda vårdnadshavarna samtycker (6 kap. 13 § föräldrabalken). Är det bara en: ange varför det räcker. Är det båda: ta "
        "bort skälet.",
    ),
    errors.GuardianAgreedLater: Problem(
        422,
        "Vårdnadshavaren samtyckte senare",
        "Samtycket är lämnat först när alla som behövs har samtyckt. Ange den dagen som dag för samtycket.",
    ),
    errors.GuardianTimeOver: Problem(
        422,
        "Personen blir myndig",
        "Det som en vårdnadshavare ensam har gått med på gäller till 18-årsdagen. Be personen om ett eget samtycke.",
    ),
    errors.RepresentativeOfMinor: Problem(
        422,
        "Ställföreträdare för barn",
        "För den som är under 18 år anges vårdnadshavare. En god man för ensamkommande barn anges som vårdnadshavare med skälet "
        "god_man_for_barn.",
    ),
    errors.MandateTooNarrow: Problem(
        422,
        "Uppdraget räcker inte",
        "Att lyfta sekretess är en personlig angelägenhet. God man, förvaltare och framtidsfullmakt behöver omfatta att sörja för "
        "person; en fullmakt för ombud behöver säga att ombudet får lyfta sekretess.",
    ),
    errors.MandateNotYet: Problem(
        422, "Uppdraget hade inte börjat", "Kontrollera dagen för förordnandet eller fullmakten."
    ),
    errors.MandateOver: Problem(
        422,
        "Uppdraget har upphört",
        "Ett samtycke gäller inte längre än uppdraget. Kontrollera sista dagen, eller be om ett nytt samtycke.",
    ),
    errors.MandateMissing: Problem(
        409,
        "Ingen ställföreträdare har samtyckt",
        "Samtycket är inte lämnat av en ställföreträdare eller ett ombud. Säger personen själv nej: registrera en återkallelse.",
    ),
    errors.MandateNotShorter: Problem(
        422,
        "Uppdraget blir inte kortare",
        "Här anges att uppdraget upphör tidigare. Gäller det längre behövs ett nytt samtycke.",
    ),
    errors.MandateEndedBefore: Problem(
        422,
        "Uppdraget hade redan upphört",
        "Samtycket gavs utan uppdrag. Makulera det med orsaken fel_uppgifter.",
    ),
    errors.DocumentNotSeen: Problem(
        422,
        "Handlingen är inte kontrollerad",
        "Ange den dag då du såg förordnandet, registerutdraget eller fullmakten.",
    ),
    errors.IncapacityMissing: Problem(
        422,
        "Kan personen bestämma själv?",
        "En ställföreträdare samtycker bara för den som inte kan bestämma själv i frågan. Intyga vem som bedömde det, när och hur "
        "det prövades. Kan personen bestämma själv ska ni fråga personen.",
    ),
    errors.IncapacityUncalledFor: Problem(
        422,
        "Ombud för den som inte kan bestämma",
        "Ett ombud är ingen ställföreträdare. Kan personen inte bestämma själv behövs god man, förvaltare eller framtidsfullmakt.",
    ),
    errors.IncapacityJudgedLater: Problem(
        422, "Bedömningen är gjord för sent", "Den ska vara gjord senast den dag då samtycket gavs."
    ),
    errors.ScanMissing: Problem(
        422, "Skanningen saknas", "Ladda upp det undertecknade pappret och ange skanningens id."
    ),
    errors.OralRecordMissing: Problem(
        422,
        "Det muntliga samtycket är inte dokumenterat",
        "Ange hur det lämnades, vem som tog emot det, varför det inte är skriftligt och när det ska bli det. Ange ingen skanning.",
    ),
    errors.OralUncalledFor: Problem(
        422, "Både muntligt och skriftligt", "Välj det ena. Ett undertecknat samtycke går före."
    ),
    errors.OralOnlyByHerself: Problem(
        422,
        "Muntligt bara av personen själv",
        "Vårdnadshavare, ställföreträdare och ombud samtycker skriftligt, med sin handling.",
    ),
    errors.OralNotAllowed: Problem(
        422,
        "Muntligt samtycke räcker inte",
        "Den enhet som ska lämna uppgifterna kräver skriftligt samtycke. Be om en underskrift.",
    ),
    errors.WrittenTooLate: Problem(
        422,
        "Dagen för skriftligt samtycke stämmer inte",
        "Ett muntligt samtycke ska bekräftas skriftligt inom 30 dagar, annars upphör det. Ange en dag som inte har passerat.",
    ),
}
"""Refusal → status, title, and what the caller can do instead."""

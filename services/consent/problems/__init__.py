"""How each refusal is answered: status, title, and what the caller can do instead."""

from collections.abc import Mapping

from services.consent import errors
from services.consent.problems.annulments import PROBLEMS as _ANNULMENTS
from services.consent.problems.exit import PROBLEMS as _EXIT
from services.consent.problems.givers import PROBLEMS as _GIVERS
from services.consent.problems.log import PROBLEMS as _LOG
from services.consent.problems.receipts import PROBLEMS as _RECEIPTS
from shared.problem import Problem, Problems, Refusal

_CASE: Mapping[type[Refusal], Problem] = {
    errors.CaseUnknown: Problem(
        404, "Ärendet finns inte", "Kontrollera ärendet. Du ser bara ärenden som hör till din egen enhet."
    ),
    errors.CaseWithheld: Problem(
        409,
        "Ärendet handläggs för hand",
        "Ärendet kan inte föras vidare i tjänsten. Kontakta teamets koordinator per telefon eller vid ett besök.",
    ),
    errors.OtherPerson: Problem(
        409,
        "Samtycket gäller en annan person",
        "Ett samtycke är redan registrerat för en annan person i ärendet. Kontrollera personnumret i utkastet. "
        "Är det registrerade samtycket fel: makulera det först, med orsaken fel person, och registrera sedan det rätta.",
    ),
    errors.NotATestNumber: Problem(
        422,
        "Bara testnummer här",
        "I utvecklingsmiljön används bara Skatteverkets publicerade testnummer. Byt personnummer i utkastet.",
    ),
    errors.ReferralEnded: Problem(
        409,
        "Anmälan är avslutad",
        "Ett nytt samtycke kan inte läggas till en avslutad anmälan. Börja en ny anmälan och registrera samtycket på den.",
    ),
    errors.CollaborationEnded: Problem(
        409,
        "Samarbetet i ärendet är avslutat",
        "Ett nytt samtycke kan inte läggas till ett avslutat ärende. Behöver personen stöd igen: börja en ny anmälan och "
        "registrera samtycket på den.",
    ),
    errors.PersonNotNamed: Problem(
        409,
        "Utkastet saknar personnummer",
        "Fyll i vem anmälan gäller i utkastet och registrera sedan samtycket.",
    ),
    errors.ReferralUnreachable: Problem(
        503,
        "Anmälan kunde inte kontrolleras",
        "Inget har registrerats. Försök igen om en stund med samma begäran.",
    ),
}

_PROTECTION: Mapping[type[Refusal], Problem] = {
    errors.ProtectionUnknown: Problem(
        404, "Markeringen finns inte", "Kontrollera numret. Du ser bara markeringar i ärenden som är dina."
    ),
    errors.AddressKnown: Problem(
        409,
        "Brevet behöver inte förmedlas",
        "Personen har inga skyddade personuppgifter här. Lämna brevet till personen, eller skicka det till adressen ni har.",
    ),
    errors.AlreadyLifted: Problem(
        409, "Markeringen är redan hävd", "Har personen fått skydd på nytt: gör en ny markering."
    ),
    errors.KnownInFuture: Problem(
        422, "Dagen ligger i framtiden", "Ange den dag då uppgiften om skyddet kom: i dag eller tidigare."
    ),
    errors.LiftedInFuture: Problem(
        422, "Beslutsdagen ligger i framtiden", "Ange den dag då beslutet fattades: i dag eller tidigare."
    ),
    errors.LiftedBeforeKnown: Problem(
        422, "Beslutsdagen är för tidig", "Ett skydd hävs efter den dag då det blev känt. Kontrollera dagen."
    ),
    errors.ReadingNeedsPurpose: Problem(
        409,
        "Ange varför du läser",
        "Ärendet handläggs för hand. Ange ändamålet i purpose. Läsningen loggas med det, och personen ser den.",
    ),
}

_FIELD: Mapping[type[Refusal], Problem] = {
    errors.FieldRefusal: Problem(422, "Ett fält stämmer inte", "Rätta fältet som pekas ut och försök igen."),
}

_TEXT: Mapping[type[Refusal], Problem] = {
    errors.TextUnknown: Problem(
        404,
        "Texten finns inte",
        "Välj en samtyckestext på ett språk som finns: svenska (sv), lättläst svenska (sv-lattlast) eller engelska (en).",
    ),
    errors.TextNotInForce: Problem(
        422,
        "Samtyckestexten gällde inte den dagen",
        "Kontrollera dagen för underskriften och vilken text som står på pappret. Har personen skrivit under en text som är "
        "ersatt: läs den nya texten tillsammans och be om en ny underskrift.",
    ),
    errors.TextDiffers: Problem(
        422,
        "Samtyckestexten stämmer inte",
        "Ange id, språk och kontrollsumma för exakt den text som personen skrev under. Hämta den på nytt och jämför "
        "med pappret.",
    ),
}

_DAYS: Mapping[type[Refusal], Problem] = {
    errors.SignedInFuture: Problem(
        422, "Underskriften ligger i framtiden", "Ange den dag då personen skrev under: i dag eller tidigare."
    ),
    errors.SignedTooLongAgo: Problem(
        422,
        "Underskriften ligger långt tillbaka",
        "Kontrollera årtalet. Är underskriften äldre än ett år behövs en ny.",
    ),
    errors.LastsTooLong: Problem(
        422,
        "Samtycket gäller mycket länge",
        "Kontrollera årtalet. Ett samtycke kan registreras för högst tio år.",
    ),
    errors.StartsBeforeSigned: Problem(
        422,
        "Samtycket börjar före underskriften",
        "Ange en första dag som är samma dag som underskriften eller senare.",
    ),
    errors.EndsBeforeStart: Problem(
        422, "Sista dagen ligger före den första", "Kontrollera dagarna på pappret och rätta dem."
    ),
    errors.AlreadyEnded: Problem(
        422,
        "Samtycket har redan gått ut",
        "Sista dagen har passerat. Be personen om en ny underskrift om samtycket fortfarande behövs.",
    ),
    errors.GapBetween: Problem(
        409,
        "Glapp mot ett samtycke som gäller",
        "För samma uppgifter gäller redan ett samtycke under en annan tid. Låt det nya gå omlott med det eller ta vid "
        "direkt, eller registrera det när det första har gått ut.",
    ),
    errors.ExpiredRowNotEnded: Problem(
        409,
        "Ett tidigare samtycke avslutas just nu",
        "Det tidigare samtycket har gått ut och avslutas. Försök igen om en stund med samma begäran.",
    ),
}

_GRANTS: Mapping[type[Refusal], Problem] = {
    errors.NothingGranted: Problem(
        422, "Ingen part är kryssad", "Ange minst en källa och en mottagare som personen har kryssat för."
    ),
    errors.SameUnit: Problem(
        422,
        "Källa och mottagare är samma",
        "En enhet behöver inget samtycke för sin egen akt. Ta bort raden.",
    ),
    errors.RecipientUnknown: Problem(
        422,
        "Enheten finns inte",
        "Välj en enhet som finns i listan i dag, och bara en som personen har kryssat för.",
    ),
    errors.CategoryUnknown: Problem(
        422,
        "Uppgiftskategorin finns inte",
        "Använd kategorierna på blanketten, till exempel halsa eller forsorjning.",
    ),
    errors.CoreExcluded: Problem(
        422,
        "Det går inte att undanta",
        "Identitet och handläggning ingår för varje part som är kryssad. Vill personen inte det kan parten inte vara med. "
        "Då behövs en ny underskrift utan den parten.",
    ),
    errors.ExclusionOfActiveRow: Problem(
        409,
        "Undantaget gäller något som redan är tillåtet",
        "Ett tidigare samtycke tillåter det som pappret undantar. Registrera först en återkallelse av den parten eller "
        "kategorin och sedan pappret.",
    ),
}

_SCANS: Mapping[type[Refusal], Problem] = {
    errors.ScanUnknown: Problem(
        422, "Skanningen finns inte", "Ladda upp det skannade pappret i det här ärendet och ange dess id."
    ),
    errors.ScanNotFound: Problem(
        404,
        "Skanningen finns inte",
        "Du kan läsa skanningar som din egen enhet har lagrat. Kontrollera id:t.",
    ),
    errors.ScanFormMalformed: Problem(
        422, "Filen kom inte fram", "Skicka ett formulär (multipart/form-data) med fälten case_id och file."
    ),
    errors.ScanEmpty: Problem(422, "Filen är tom", "Skanna pappret igen och ladda upp filen."),
    errors.ScanTooLarge: Problem(
        413, "Filen är för stor", "Filen får vara högst 10 MB. Skanna med lägre upplösning eller i gråskala."
    ),
    errors.ScanWrongKind: Problem(
        415,
        "Filtypen går inte att ta emot",
        "Ladda upp en PDF, PNG eller JPEG. Zip-arkiv och andra filtyper tas inte emot.",
    ),
    errors.ScanUnreadable: Problem(
        422,
        "Filen går inte att läsa",
        "Filen verkar vara trasig. Skanna pappret igen och ladda upp den nya filen.",
    ),
    errors.ScanActive: Problem(
        422,
        "Filen innehåller mer än bilder",
        "Skanna papperet på nytt. En PDF med skript, åtgärder eller bilagor tas inte emot.",
    ),
    errors.ScanEncrypted: Problem(
        422, "Filen är skyddad med lösenord", "Spara PDF-filen utan lösenord och ladda upp den igen."
    ),
    errors.ScanTooBig: Problem(
        422,
        "Filen är för omfattande",
        "Högst 20 sidor och högst 50 megapixlar i en bild. Skanna bara samtycket.",
    ),
}

PROBLEMS: Problems = {
    **_CASE,
    **_PROTECTION,
    **_FIELD,
    **_TEXT,
    **_DAYS,
    **_GRANTS,
    **_SCANS,
    **_RECEIPTS,
    **_EXIT,
    **_ANNULMENTS,
    **_GIVERS,
    **_LOG,
}

"""Refusals about who gives a samtycke and how: minors, representatives, word of mouth."""

from services.consent.errors.fields import FieldRefusal
from shared.problem import Refusal


class MaturityMissing(FieldRefusal):
    """The person is under 18 on the day: somebody must have judged her maturity (OSL 12:3)."""

    code = "maturity_missing"
    field = "minor"
    message = "Personen är under 18 år. Ange mognadsbedömningen."


class NotMinor(FieldRefusal):
    """The person is 18 on the day: nobody judges her maturity, and no guardian gives it."""

    code = "not_minor"
    field = "minor"
    message = "Personen har fyllt 18 år. Ta bort mognadsbedömning och vårdnadshavare."


class AssessedAfterSigned(FieldRefusal):
    """The assessment came after the samtycke that rests on it."""

    code = "assessed_after_signed"
    field = "minor.maturity.judged_on"
    message = "Bedömningen ska vara gjord senast den dag då samtycket gavs."


class GuardianMissing(FieldRefusal):
    """The outcome needs a guardian, and none is named."""

    code = "guardian_missing"
    field = "minor.guardians"
    message = "Ange vårdnadshavare."


class GuardianUncalledFor(FieldRefusal):
    """She is mature enough to decide herself: then secrecy holds against the guardian too."""

    code = "guardian_uncalled_for"
    field = "minor.guardians"
    message = "Personen bestämmer själv. Ta bort uppgifterna om vårdnadshavare."


class GuardianReasonMissing(FieldRefusal):
    """One of the guardians, and no reason why one suffices; or a reason beside both (FB 6:13)."""

    code = "guardian_reason_missing"
    field = "minor.one_suffices"
    message = "Ange varför det räcker med en vårdnadshavare, eller ange båda utan skäl."


class GuardianAgreedLater(FieldRefusal):
    """A guardian agreed after the day of the samtycke: until then it was not given."""

    code = "guardian_agreed_later"
    message = "Vårdnadshavaren ska ha samtyckt senast den dag då samtycket gavs."


class GuardianTimeOver(FieldRefusal):
    """She has come of age: what a guardian alone gave has ended."""

    code = "guardian_time_over"
    field = "minor"
    message = "Personen fyller 18 år innan samtycket skulle gälla. Hon behöver samtycka själv."


class RepresentativeOfMinor(FieldRefusal):
    """For who is under 18 it is the guardian."""

    code = "representative_of_minor"
    field = "representative"
    message = "För den som är under 18 år anges vårdnadshavare, inte ställföreträdare."


class MandateTooNarrow(FieldRefusal):
    """The mandate does not hold what it takes to lift secrecy about her."""

    code = "mandate_too_narrow"
    field = "representative.omfattning"
    message = "Uppdraget omfattar inte att lyfta sekretessen."


class MandateNotYet(FieldRefusal):
    """The mandate began after the day of the samtycke."""

    code = "mandate_not_yet"
    field = "representative.appointed_on"
    message = "Uppdraget började efter den dag då samtycket gavs."


class MandateOver(FieldRefusal):
    """The mandate had ended, or ends before the samtycke would begin."""

    code = "mandate_over"
    field = "representative.last_day"
    message = "Uppdraget har upphört."


class MandateMissing(Refusal):
    """The person herself, or a guardian, gave it: there is no mandate to end."""

    code = "mandate_missing"


class MandateNotShorter(FieldRefusal):
    """The day is not before the last day so far: to lengthen is a new signature."""

    code = "mandate_not_shorter"
    field = "last_day"
    message = "Dagen ligger inte före den sista dag som redan gäller."


class MandateEndedBefore(FieldRefusal):
    """The mandate had ended when it was used: then the samtycke was registered in error."""

    code = "mandate_ended_before"
    field = "last_day"
    message = "Uppdraget hade redan upphört när samtycket gavs."


class DocumentNotSeen(FieldRefusal):
    """Nobody can have seen a mandate before it was given, or tomorrow."""

    code = "document_not_seen"
    field = "representative.document_seen_on"
    message = "Ange den dag då handlingen visades: från uppdragets första dag till i dag."


class IncapacityMissing(FieldRefusal):
    """A legal representative never decides over somebody who can decide herself."""

    code = "incapacity_missing"
    field = "representative.incapacity"
    message = "Intyga att personen inte kan bestämma själv, och hur det har prövats."


class IncapacityUncalledFor(FieldRefusal):
    """An ombud acts on the word of somebody who can decide."""

    code = "incapacity_uncalled_for"
    field = "representative.incapacity"
    message = "Ett ombud företräder den som kan bestämma själv. Ta bort uppgiften."


class IncapacityJudgedLater(FieldRefusal):
    """It was judged after the samtycke that rests on it."""

    code = "incapacity_judged_later"
    field = "representative.incapacity.judged_on"
    message = "Bedömningen ska vara gjord senast den dag då samtycket gavs."


class ScanMissing(FieldRefusal):
    """A paper is shown by its scan."""

    code = "scan_missing"
    field = "scan_id"
    message = "Ange skanningen av det undertecknade pappret."


class OralRecordMissing(FieldRefusal):
    """What was said is recorded: how, by whom received, why not in writing, and no scan of anything."""

    code = "oral_record_missing"
    field = "oral"
    message = "Ange hur samtycket lämnades muntligt, och ingen skanning."


class OralUncalledFor(FieldRefusal):
    """The samtycke is signed: nothing was said instead."""

    code = "oral_uncalled_for"
    field = "oral"
    message = "Samtycket är undertecknat. Ta bort uppgifterna om muntligt samtycke."


class OralOnlyByHerself(FieldRefusal):
    """Mandates and guardians are shown on paper: by word of mouth only the person herself."""

    code = "oral_only_by_herself"
    field = "method"
    message = "Muntligt kan bara personen själv samtycka."


class OralNotAllowed(FieldRefusal):
    """The authority that would hand the information over takes no samtycke by word of mouth."""

    code = "oral_not_allowed"
    message = "Enheten tar inte emot muntligt samtycke. Det behöver vara skriftligt."


class WrittenTooLate(FieldRefusal):
    """The day by which paper follows is over, or too far ahead."""

    code = "written_too_late"
    field = "oral.written_by"
    message = "Ange den dag då samtycket ska finnas skriftligt: i dag eller senare, högst 30 dagar efter att det gavs."

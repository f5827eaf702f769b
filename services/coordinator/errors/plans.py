"""Refusals about the gemensam plan and its delmål."""

from shared.problem import Refusal


class UnknownPlan(Refusal):
    """No such plan for this viewer: unknown, or another case's."""

    code = "unknown_plan"


class StalePlan(Refusal):
    """The plan has changed since the caller read it."""

    code = "stale_plan"


class UnknownPlanVersion(Refusal):
    """The plan never had that version."""

    code = "unknown_plan_version"


class PlanNotInForce(Refusal):
    """The plan has been replaced by a new one, or the case has ended."""

    code = "plan_not_in_force"


class PlanExists(Refusal):
    """The meeting has led to a plan already."""

    code = "plan_exists"


class MeetingNotHeld(Refusal):
    """A plan is made at a meeting with the person that was held and ended in a gemensam plan."""

    code = "meeting_not_held"


class PlanIncomplete(Refusal):
    """Something that every plan must say is missing or cannot be so; `fields` names what (SMARTA)."""

    code = "plan_incomplete"


class NothingToChange(Refusal):
    """A change that changes nothing: it would be a version of nothing, sent to everybody."""

    code = "nothing_to_change"


class TooManyUnits(Refusal):
    """A plan names more units than the consent service can be asked about at once."""

    code = "too_many_units"


class ResponsibleNotCovered(Refusal):
    """A unit that the plan names is not covered by the samtycke, or not for that category; `fields` names which."""

    code = "responsible_not_covered"


class MeetingTooOld(Refusal):
    """The plan in force was made at a later meeting: an older one does not replace it, nor its clock."""

    code = "meeting_too_old"


class UnknownDelmal(Refusal):
    """No such delmål for this viewer: unknown, or not the viewer's to answer for."""

    code = "unknown_delmal"


class AlreadyAccepted(Refusal):
    """The delmål has been accepted: it binds, and is no longer declined."""

    code = "already_accepted"


class NotAccepted(Refusal):
    """A delmål is reported on by whoever has accepted it."""

    code = "not_accepted"


class TextNotCovered(Refusal):
    """The samtycke does not let the unit tell the team anything in the delmål's category: its text cannot pass."""

    code = "text_not_covered"


class DelmalClosed(Refusal):
    """The delmål is done, or has been taken out of the plan."""

    code = "delmal_closed"

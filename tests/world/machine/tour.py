"""Every rule once, each where it leads somewhere: so no command is without a rule, and no rule only earns refusals."""

from tests.world.life import AF, CATEGORIES, FK, REGION, SENDER
from tests.world.machine.giving import Manner
from tests.world.machine.person import Case
from tests.world.machine.rules_akt import AktRules
from tests.world.machine.rules_back import BackRules
from tests.world.machine.rules_case import HOLDS, CaseRules
from tests.world.machine.rules_plan import PlanRules

DO = Manner.STRAIGHT


class Machine(BackRules, CaseRules, AktRules, PlanRules):
    """All rules."""


def tour(machine: Machine) -> None:
    """Carry one case through everything, and another to its refusal."""
    case = machine.begins(far=0, asked=(AF, FK, REGION))
    _anmalan(machine, case)
    _akt(machine, case)
    _meetings(machine, case)
    _plan(machine, case)
    _follow_up(machine, case)
    _end(machine, case)
    other = machine.begins_another(far=2, asked=(AF, FK), again=False)
    machine.declines(other, DO, "N05", 0)
    machine.is_protected_from_now_on(other, DO, SENDER, 0, 0)
    _taken_back(machine, machine.begins_another(far=2, asked=(AF, FK), again=False))


def _taken_back(machine: Machine, case: Case) -> None:
    machine.hands_over_a_receipt(case, DO, 0, "i_handen")
    machine.withdraws_the_anmalan(case, DO, "behov_lost", 0, 0)
    machine.retracts(case, DO, why="fel_innehall", n=0, whole=True, sure=0)


def _anmalan(machine: Machine, case: Case) -> None:
    machine.asks_her(case, DO, "vill_inte")
    machine.drafts_again(case, DO, False, False)
    machine.changes_the_draft(case, DO, {"stadsdel": "farsta"}, 0)
    machine.stores_a_scan(case, DO, 0)
    machine.signs(case, DO, parties=None, categories=CATEGORIES, days=730, starts=0, without=())
    machine.tries_for_secrecy(case, DO, True, 0)
    machine.submits(case, DO, 0)
    machine.searches(case, DO)


def _akt(machine: Machine, case: Case) -> None:
    machine.asks_for_more(case, DO, "halsa", 0)
    machine.answers_a_supplement(case, DO, "handlaggning", 0)
    machine.takes_up(case, DO, 0)
    machine.corrects(case, DO, {"forsorjning": ["FORS_SJUKPENNING"]}, 0)
    machine.changes_hands(case, DO, HOLDS, 0)
    machine.opens_the_akt(case, DO, 0)
    machine.posts_a_letter(case, DO, 0, 0)


def _meetings(machine: Machine, case: Case) -> None:
    _call(machine, case, "team")
    machine.moves_a_meeting(case, DO, 15, 0)
    machine.answers_a_call(case, DO, 0, unit=AF, answer="kommer", system=True)
    machine.she_answers_a_call(case, DO, 0, "kommer", False)
    machine.she_answers_a_call(case, DO, 0, "kommer", True)
    machine.holds_a_meeting(case, DO, 1, present=(), outcome="vagledning", there=True)
    machine.says_whether_the_need_remains(case, DO, 0, True)
    _call(machine, case, "team")
    machine.cancels_a_meeting(case, DO, 0)
    _call(machine, case, "team")
    machine.time_passes(16)
    machine.adjourns_a_meeting(case, DO, 0, "ajournerat")
    _call(machine, case, "team")
    machine.holds_a_meeting(case, DO, 1, present=(), outcome="gemensam_plan", there=True)


def _plan(machine: Machine, case: Case) -> None:
    machine.makes_a_plan(case, DO, 0, parts=(AF, FK), driver=SENDER, category="plan")
    machine.changes_the_plan(case, DO, 0, parts=(AF, FK), category="sociala", kept=False)
    machine.names_a_driver(case, DO, 0, FK)
    for _ in range(2):
        machine.a_party_answers(case, DO, 0, own=1, system=True, answer="accepterar")
        machine.a_party_reports(case, DO, 0, own=1, system=True, status="pagar")
    machine.she_answers_for_hers(case, DO, 1, True, "avbojer")
    machine.she_answers_for_hers(case, DO, 1, False, "accepterar")
    machine.she_reports(case, DO, 1, True, "pagar")
    machine.she_reports(case, DO, 1, False, "pagar")
    machine.notes_a_move(case, DO, 0)
    machine.answers_a_question(case, DO, 0)


def _follow_up(machine: Machine, case: Case) -> None:
    machine.time_passes(150)
    machine.answers_a_reminder(case, DO, 0, FK, True)
    machine.reschedules(case, DO, 0, 20)
    _call(machine, case, "uppfoljning")
    machine.holds_a_meeting(case, DO, 1, present=(), outcome="uppfoljning", there=True)
    machine.records(case, DO, 0, "halls_oppet")
    machine.opens_a_follow_up(case, DO, 0)


def _end(machine: Machine, case: Case) -> None:
    machine.asks_what_it_means(case, DO, AF, 0)
    machine.opens_again(case, DO, AF, 0)
    machine.takes_back(case, DO, party=AF, category=None, by="individ", n=0)
    machine.acknowledges_a_stop(case, DO, AF, "gallrat", 0)
    machine.ends_the_case(case, DO, "U60", 0, 0)


def _call(machine: Machine, case: Case, kind: str) -> None:
    machine.calls(case, DO, invited=(), days=15, kind=kind, agreed=False, n=0)

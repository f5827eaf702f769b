"""What is said before and after is said with the same codes: else nothing can be compared after six months."""

from services.followup.domain.outcomes import SUPPORT, AbilityLevel
from services.referral.domain.codes import FORSORJNING
from services.referral.domain.codes_work import ARBETSFORMAGA


def test_ability_to_work_is_judged_on_one_scale() -> None:
    assert set(ARBETSFORMAGA) == {level.value for level in AbilityLevel}


def test_means_of_support_have_one_list() -> None:
    assert set(FORSORJNING) == set(SUPPORT)

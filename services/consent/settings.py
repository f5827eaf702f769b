"""What the consent service is told by its environment."""

from typing import Annotated

from annotated_types import Ge, Le

from services.consent.domain.notices import NOTICE_DAYS
from shared.settings import Settings

Days = Annotated[int, Ge(1), Le(365)]


class ConsentSettings(Settings):
    """The shared settings; whose draft a case id names is asked of the referral service."""

    expiry_notice_days: tuple[Days, ...] = NOTICE_DAYS
    """So many days before a samtycke's last day it is noticed, once each (FINSAM_EXPIRY_NOTICE_DAYS, a JSON list)."""
    log_origin: str = "finsamteam.example/utlamnanden"
    """The disclosure log's name in its checkpoints and bundles: a host and a path, unique in the world, never changed."""
    forwarding_address: tuple[str, ...] = ("Skatteverket", "Box 2820", "403 20 Göteborg")
    """Skatteverket's postförmedling to protected persons, as skatteverket.se had it in November 2026: to be kept current."""

    @property
    def referral_address(self) -> str:
        """Where the referral service answers; without it nothing can be registered."""
        if self.referral_url is None:
            raise ValueError("FINSAM_REFERRAL_URL is missing")
        return self.referral_url

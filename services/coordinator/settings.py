"""What the coordinator service is told by its environment."""

from shared.settings import Settings


class CoordinatorSettings(Settings):
    """The shared settings, and the team's own promises. The team itself is the recipient of its party client."""

    reply_days: int = 5
    """Working days within which the sender gets a besked."""
    supplement_days: int = 10
    """Working days to answer a komplettering, unless the koordinator names a day."""

    forwarding_address: tuple[str, ...] = ("Skatteverket", "Box 2820", "403 20 Göteborg")
    """Skatteverket's postförmedling to protected persons, as skatteverket.se had it in November 2026: to be kept current."""

    @property
    def consent_address(self) -> str:
        """Where the consent service answers; without it nothing can be shown or decided."""
        if self.consent_url is None:
            raise ValueError("FINSAM_CONSENT_URL is missing")
        return self.consent_url

    @property
    def referral_address(self) -> str:
        """Where the referral service answers; without it an anmälan on paper stays with the team alone."""
        if self.referral_url is None:
            raise ValueError("FINSAM_REFERRAL_URL is missing")
        return self.referral_url

    @property
    def followup_address(self) -> str:
        """Where the followup service answers; without it a result can't be told to the person."""
        if self.followup_url is None:
            raise ValueError("FINSAM_FOLLOWUP_URL is missing")
        return self.followup_url

"""What the consent service is told by its environment."""

from shared.settings import Settings


class ConsentSettings(Settings):
    """The shared settings; whose draft a case id names is asked of the referral service."""

    forwarding_address: tuple[str, ...] = ("Skatteverket", "Box 2820", "403 20 Göteborg")
    """Skatteverket's postförmedling to protected persons, as skatteverket.se had it in November 2026: to be kept current."""

    @property
    def referral_address(self) -> str:
        """Where the referral service answers; without it nothing can be registered."""
        if self.referral_url is None:
            raise ValueError("FINSAM_REFERRAL_URL is missing")
        return self.referral_url

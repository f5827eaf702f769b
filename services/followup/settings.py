"""What the followup service is told by its environment."""

from shared.settings import Settings


class FollowupSettings(Settings):
    """The shared settings; who is covered is asked of the consent service, so that its address must be there."""

    @property
    def consent_address(self) -> str:
        """Where the consent service answers; without it nothing can be shown, promised or sent."""
        if self.consent_url is None:
            raise ValueError("FINSAM_CONSENT_URL is missing")
        return self.consent_url

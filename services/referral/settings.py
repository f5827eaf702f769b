"""What the referral service is told by its environment."""

from pathlib import Path

from pydantic import Field

from shared.settings import Settings


class ReferralSettings(Settings):
    """The shared settings, and when a draft is removed."""

    draft_days: int = Field(default=90, ge=14)
    """Days by the clock of the law that a draft, or a dialogue that led to none, lies untouched before it is removed."""

    @property
    def functions_file(self) -> Path:
        """The directory of functions lies beside the list of recipients."""
        return self.recipients_file.with_name("functions.json")

    @property
    def coordinator_address(self) -> str:
        """Where the coordinator service answers; without it no report says who in the team has read what was taken back."""
        if self.coordinator_url is None:
            raise ValueError("FINSAM_COORDINATOR_URL is missing")
        return self.coordinator_url

    @property
    def consent_address(self) -> str:
        """Where the consent service answers; without it nothing can be sent."""
        if self.consent_url is None:
            raise ValueError("FINSAM_CONSENT_URL is missing")
        return self.consent_url

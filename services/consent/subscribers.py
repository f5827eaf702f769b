"""The topics that the consent service listens to. What is read is stored with its sections, and decided on later."""

from shared.lag import Subscription

GROUP = "svc-consent.inbox"
REFERRAL_TOPIC = "finsam.referral.v1"

SUBSCRIPTIONS = (
    Subscription(REFERRAL_TOPIC, GROUP),
    Subscription("finsam.coordinator.v1", GROUP),
    Subscription("finsam.followup.v1", GROUP),
)

"""What the followup service listens to. A subscriber stores the event; it never decides anything."""

from services.followup.foreign import CONSENT_TOPIC, COORDINATOR_TOPIC
from shared.lag import Subscription

SUBSCRIPTIONS = (
    Subscription(CONSENT_TOPIC, "svc-followup.inbox"),
    Subscription(COORDINATOR_TOPIC, "svc-followup.inbox"),
)

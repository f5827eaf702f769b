"""What the coordinator service listens to. A subscriber stores the event; it never decides anything."""

from services.coordinator.foreign import CONSENT_TOPIC, FOLLOWUP_TOPIC
from shared.lag import Subscription

GROUP = "svc-coordinator.inbox"
SUBSCRIPTIONS = (Subscription(CONSENT_TOPIC, GROUP), Subscription(FOLLOWUP_TOPIC, GROUP))

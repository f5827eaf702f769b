"""What the referral service listens to. It stores the event; it never decides anything."""

from services.referral.foreign import CONSENT_TOPIC, COORDINATOR_TOPIC
from shared.lag import Subscription

GROUP = "svc-referral.inbox"

SUBSCRIPTIONS = (Subscription(CONSENT_TOPIC, GROUP), Subscription(COORDINATOR_TOPIC, GROUP))
"""Topics and group: what was given or ended in the samtycke, and what the team says of an anmälan."""

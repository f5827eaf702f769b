"""The referral service: the dialogue, the anmälan, and its way to the team and the parties asked."""

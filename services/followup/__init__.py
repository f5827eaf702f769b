"""The followup service: the six-month clock of each gemensam plan, uppföljning, outcomes, and the counts of them."""

"""What an operator of a running system sees and does: status, parked events, history published anew."""

"""The disclosure log in order: leaves numbered and hashed, signed checkpoints, proofs, evidence for who asks."""

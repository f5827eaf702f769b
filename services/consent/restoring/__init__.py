"""After a restore: nothing is disclosed until rows, topic and keys are known to agree."""

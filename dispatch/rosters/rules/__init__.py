"""What may be planned, swapped and handed over, and what falls due."""

"""Rosters: who is wanted at which station and when, and who will be there."""

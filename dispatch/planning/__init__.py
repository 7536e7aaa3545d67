"""Where stations should stand: proposals that a planner draws, measures, compares and brings before a committee."""

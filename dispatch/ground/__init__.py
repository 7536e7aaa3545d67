"""What people on the ground know and the map lacks: gates with their hours, doors of houses, alleys."""

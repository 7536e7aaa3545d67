"""Streets, travel times and zones: coordinates and arrays in, seconds out. Maps know nothing of dispatch."""

"""Search over the city's own names: streets, junctions, buildings, compounds, everything that is called something."""

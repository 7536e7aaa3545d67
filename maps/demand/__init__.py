"""Who may need somebody, and where: weighted places of a city, from its map or from a file, with what is weak in them."""

"""Who may need somebody, and where: weighted places, from a city's map or a file, and what is weak in them."""

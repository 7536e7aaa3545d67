"""What a site plan is laid before a committee as: two pages, tables, and layers for a GIS."""

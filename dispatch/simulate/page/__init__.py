"""The results of a simulation as one page that stands by itself: plots, tables, and how to get them again."""

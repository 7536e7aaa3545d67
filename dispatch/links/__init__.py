"""Links to the outside: partners and the systems their places are given in."""

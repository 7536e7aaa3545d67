"""A voice and SMS provider that nobody real hears of: it plays whom it rings, and what goes wrong on the way."""

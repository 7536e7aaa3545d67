"""Kit: sets with their items, what is in them today, and the ledger of what went in and out."""

"""The hours that people give: recorded from duty and responses, approved or rejected, posted. Tables, not the board."""

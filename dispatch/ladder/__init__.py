"""How people are reached: page, voice, SMS, the station's tablet, the call list, a duty leader, and nobody at last."""

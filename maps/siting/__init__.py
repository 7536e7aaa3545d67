"""Where stations should stand: siting models over a matrix of times, solved to a proof or an honest gap."""

"""What is still owed when an incident is over: counsel for the scene, and a look after those who were there."""

"""What we ask: editions of the questionnaire, their routing and national adaptation, rounds and places."""

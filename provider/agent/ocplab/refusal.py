class Refusal(Exception):
    """A message for the user: what, why, next step. The caller puts the host's name before it."""

"""The functions of the equation language, each with all that is known of it."""

"""The words of the field, each explained once: what screens, lessons and documents call things."""

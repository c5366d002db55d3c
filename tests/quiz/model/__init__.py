"""A model of a lesson of its own, with the slips that people make in it: nothing here knows the program."""

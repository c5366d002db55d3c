"""Slips that run through a whole derivation, one file for each kind."""

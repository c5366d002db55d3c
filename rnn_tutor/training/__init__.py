"""Training on: many updates of a lesson's network, in floating-point numbers."""

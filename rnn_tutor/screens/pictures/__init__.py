"""What is drawn: the network, curves, bars over time."""

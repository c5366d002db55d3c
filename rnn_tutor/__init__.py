"""Every number of a recurrent network, derived exactly and shown a step at a time."""

__version__ = "0.1.0"

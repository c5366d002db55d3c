"""Steps that are asked before they are shown."""

"""Output formats for other programs: one file each."""

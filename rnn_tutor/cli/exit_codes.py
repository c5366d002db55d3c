"""How the program may end, besides 0: all is well."""

FINDINGS = 1  # `check` has warnings
NOT_WRITTEN = 1  # the output, for want of space or of a device
MENDABLE = 2  # a lesson with mistakes, an option that there is not
INTERRUPTED = 130  # Ctrl-C

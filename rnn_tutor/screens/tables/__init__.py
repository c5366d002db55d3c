"""Lists and tables: of lessons, findings, differences, progress."""

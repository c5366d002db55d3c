"""What goes wrong, and how it looks: one rule for each mistake, shared by the quiz, the audit and the diagnosis."""

"""What the person sees: pages of text, laid out for a width, an alphabet and a palette; all of Rich is here."""

"""What every screen is laid out with: pages, blocks, formulas, tables, letters."""

"""The files that numbers may come in, one module for each format."""

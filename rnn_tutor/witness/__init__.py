"""The independent witness of a gradient: the forward pass, run over power series with proved coefficients."""

"""From a lesson to every step of its derivation: unrolled graph, numbers on two tracks, steps, words."""

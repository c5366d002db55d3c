"""The quiz: questions, answers read and graded, and mistakes derived from the same graph as the right answer."""

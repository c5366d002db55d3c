"""The quiz: a question on a page, what is said to an answer, and the end."""

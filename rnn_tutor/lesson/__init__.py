"""Lessons: files that teachers write, read and checked."""

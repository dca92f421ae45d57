"""Assessment: pre-tests, post-tests and exams, their attempts and marks."""

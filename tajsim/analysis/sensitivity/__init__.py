"""What the uncertainty of an outcome comes from: the question, the methods, tables and pictures."""

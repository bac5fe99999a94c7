"""The documentation: pages that people write, and the code that makes the others."""

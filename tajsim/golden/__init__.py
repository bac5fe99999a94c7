"""Golden files: outputs of the model kept as text, held against a fresh run to notice when they move."""

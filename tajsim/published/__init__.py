"""What has been published: figures with their dates, and what each measures in the model."""

"""What an effect is made of: by shock, or by channel."""

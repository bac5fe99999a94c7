"""What holds whatever the parameters and the scenario are."""

"""How unusual a scenario is: moves of its drivers and changes of rules against what has been seen."""

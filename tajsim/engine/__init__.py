"""The engine: scenario x draw x quarter, one loop over time, everything else vectorised."""

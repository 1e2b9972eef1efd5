"""What patients asked in vain: collected from all sides, grouped by what it means."""

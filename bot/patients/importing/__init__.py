"""Reading a clinic's CSV file: columns are mapped to ours, bad rows are told and skipped."""

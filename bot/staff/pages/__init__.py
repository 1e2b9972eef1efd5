"""The desk's pages, one module for each subject; `bot/staff/table.py` lists them all."""

"""The `afterglow` commands: one file per group, one Typer `app` in each."""

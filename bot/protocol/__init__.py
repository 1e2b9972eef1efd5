"""The clinic's aftercare rules as data, and the engine that reads them.

`loader.load` gives a `model.Protocol`; `engine.rule_for` answers one topic on one day;
`lint.check` says what is wrong with the files. Pure: no clock, no database, no Rasa.
"""

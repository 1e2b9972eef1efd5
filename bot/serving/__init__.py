"""How Rasa is run here: without the weight of what no component uses, with actions inside.

Nothing in this package imports Rasa before it was decided what is left out.
"""

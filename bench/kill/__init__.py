"""Kill -9 at random instants, under load: is every acknowledged message answered exactly once?"""

"""Every process of a whole installation is restarted under load: is anything lost or doubled?"""

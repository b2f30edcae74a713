"""Figures: speed beside stock, and how well recorded speech is understood."""

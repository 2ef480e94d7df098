"""Statistics of the assessment: pure functions from counts and scores to estimates, errors and evidence.

What scores depend on is exact (fractions); errors, probabilities and tests are floats. Mappings are
read in the order of their keys, so the order of rows never shows in the last digit. scipy and
statsmodels are imported by the functions that need them.
"""

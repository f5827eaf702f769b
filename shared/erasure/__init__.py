"""A holder's decision to destroy what it holds of a case: decided by two, stopped by a hold, carried out, and its protocol kept.

One mechanism for every service. What a case is, when it is over, and which rows and keys it has, the service says.
"""

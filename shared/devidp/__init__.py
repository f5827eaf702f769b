"""The identity provider of development: OpenID Connect with named test persons instead of e-legitimation.

Production speaks to a real provider with the same protocol and the same claims; nothing of this
package runs there.
"""

"""Who may do what, and who did: people, roles, sign-in, sessions and the audit trail. The lowest of the rooms."""

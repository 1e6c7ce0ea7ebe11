"""Small widgets that know nothing of accounts or sessions."""

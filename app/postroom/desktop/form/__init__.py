"""The settings of an account: entered, validated while one types, and never thrown away."""

"""How everything looks: roles of colour, type, icons and the style sheet."""

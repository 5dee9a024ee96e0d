"""A routine's YAML -> a Routine: its text, its nodes, the values in them; and the sounds that it uses."""

"""Messages to people outside the screens: written with what they tell of, sent afterwards. Knows no other slice."""

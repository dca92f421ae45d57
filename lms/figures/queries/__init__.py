"""What is counted, at which place, in which period; always within what the viewer may see."""

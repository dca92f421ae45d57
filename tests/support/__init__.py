"""What tests are written with: factories, actors, a browser without a screen."""

"""An AWS that refuses and delays what AWS refuses and delays, in front of moto; for tests only."""

"""An AWS emulator that remembers: moto behind TLS, with everything it knows on disk before it answers."""

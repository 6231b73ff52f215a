"""What a person's server does beside Jupyter: configuration, passwords, signs of life. Python 3.9 and newer."""

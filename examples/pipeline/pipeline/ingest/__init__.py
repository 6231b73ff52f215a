"""What comes into the pipeline: here synthetic recordings, in place of files of the rigs."""

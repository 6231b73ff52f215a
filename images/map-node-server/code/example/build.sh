#!/bin/sh
# Our own node server needs no packages: what Node brings is enough.

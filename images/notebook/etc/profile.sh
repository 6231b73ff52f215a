# shellcheck shell=sh
# A terminal of JupyterLab is a login shell, for which /etc/profile has just set another PATH.
PATH=/opt/venv/bin:/usr/local/bin:/usr/bin:/bin
# What the start of the server had to say, which else is only in the container's log.
case $- in *i*) if test -s /tmp/map/said; then cat /tmp/map/said; fi ;; esac

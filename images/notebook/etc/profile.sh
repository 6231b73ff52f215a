# A terminal of JupyterLab is a login shell, for which /etc/profile has just set another PATH.
PATH=/opt/venv/bin:/usr/local/bin:/usr/bin:/bin

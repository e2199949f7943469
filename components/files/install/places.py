"""Where the helper for installs keeps and finds things on the jumphost, and how often it looks."""

# a folder for each cluster, with the record and the log of each hash
STATE = "/var/lib/ocplab/installs"
# what the foundation says of all installs
SETTINGS = "/etc/ocplab/dci/installs.json"
# work folders of dci-pipeline: JOB/ID
JOB_FOLDERS = "/var/lib/dci-pipeline"
BEAT_SECONDS = 30
POLL_SECONDS = 2

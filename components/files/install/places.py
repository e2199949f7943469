"""Where the helper for installs keeps and finds things on the jumphost, and how often it looks."""

# a folder for each cluster, with the record and the log of each hash
STATE = "/var/lib/ocplab/installs"
# an empty file for each pool of dci-queue that was made here
POOLS = "/var/lib/ocplab/queues"
# a file for each install that may run at once
SLOTS = "/run/ocplab-installs"
# what the foundation says of all installs
SETTINGS = "/etc/ocplab/dci/installs.json"
# work folders of dci-pipeline: JOB/ID
JOB_FOLDERS = "/var/lib/dci-pipeline"
# from where the agent serves the images that machines boot to be installed: discovery/CLUSTER
IMAGES = "/opt/http_store/data/discovery"
BEAT_SECONDS = 30
POLL_SECONDS = 2

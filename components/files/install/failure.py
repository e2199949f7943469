"""A failed install in words: in what stage, why, and what to do next."""
from overwriting import NEXT, disks_written
from progress import Progress

# Exit codes of dci-pipeline: what each means, and what to do.
MEANING = {
    1: ("a job failed or could not be scheduled", "read the log, and the job's page in DCI"),
    2: (
        "the job's last state is error, so the infrastructure failed, not the product",
        "check the machines, their BMCs, the registries and the DCI credentials",
    ),
    3: (
        "it refused an argument, or the pipeline names a job that is not defined",
        "check the cluster's install section in the lab file",
    ),
    4: ("it can write to no data folder", "make /var/lib/dci-pipeline writable on the jumphost"),
    125: ("dci-queue did not run it", "read the log, and dci-queue.log on the jumphost"),
    126: ("it cannot be executed", "check the dci-pipeline package on the jumphost"),
    127: ("it is not there", "install the dci-pipeline package on the jumphost"),
}


def failure(install, record):
    """Several lines: what failed where, the job's page, the log, the next step."""
    progress = Progress(install.log).update()
    why, advice = reason(record)
    lines = [
        "%s: the install failed in stage %s, at %s; %s"
        % (install.cluster, progress.stage, progress.step, why)
    ]
    page = record.get("jobUrl") or progress.page
    if page:
        lines.append("job: " + page)
    lines.append("log: %s on the jumphost" % install.log)
    if disks_written(install, install.log):
        lines.append("the machines stay as they are, to be looked into: %s" % advice)
        lines.append(NEXT % install.cluster)
    else:
        lines.append("next: %s; then run pulumi up again, which installs anew" % advice)
    return "\n".join(lines)


def reason(record):
    if record["state"] == "interrupted":
        return "it was killed, or the jumphost went down", "read the log"
    code = record["exit"]
    meaning, advice = MEANING.get(code, ("which it does not document", "read the log"))
    if 128 < code < 160:
        meaning, advice = "stopped by signal %d" % (code - 128), "find out who stopped it"
    return "dci-pipeline ended with %d: %s" % (code, meaning), advice

"""How far an install is, from its log. Nothing else of the log is ever told: it holds credentials."""
import re

# Plays of dci-openshift-agent that touch no machine, and those that come after the install.
# Names as in its dci-openshift-agent.yml; all others install.
BEFORE = ("Set dci variables", "Launch pre-run", "Launch hook pre-run", "Set running")
AFTER = ("Launch Red Hat tests", "Launch partner tests", "Launch post run", "Success")

BEGIN = "=== run "
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
STEP = re.compile(r"(?:PLAY|TASK|RUNNING HANDLER) \[.*\]")
PLAY = re.compile(r"PLAY \[(.*)\]")
UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
SCHEDULED = re.compile(r"Scheduled DCI job (%s)\b" % UUID)
# the agent prints it for those who follow its log
PAGE = re.compile(r"Follow the log at: (https?://[A-Za-z0-9.-]+(?::\d+)?/jobs/%s)/jobStates" % UUID)


class Progress:
    """What the log says of the newest run in it. `update` reads on from where it was before."""

    def __init__(self, path):
        self.path = path
        self.offset = 0
        self.reset()

    def reset(self):
        self.stage = "pre"
        self.step = "its preparation"
        self.job = ""
        self.page = ""

    def update(self):
        """Returns itself. An unfinished last line waits for the next time."""
        try:
            with open(self.path, "rb") as log:
                log.seek(self.offset)
                for line in log:
                    if not line.endswith(b"\n"):
                        break
                    self.offset += len(line)
                    self.take(COLOUR.sub("", line.decode("utf-8", "replace")))
        except FileNotFoundError:
            pass
        return self

    def take(self, line):
        if line.startswith(BEGIN):
            self.reset()
        elif STEP.match(line):
            self.step = STEP.match(line).group()[:120]
            play = PLAY.match(line)
            if play:
                self.stage = stage_of(play.group(1), self.stage)
        else:
            scheduled, page = SCHEDULED.search(line), PAGE.search(line)
            self.job = scheduled.group(1) if scheduled else self.job
            self.page = page.group(1) if page else self.page


def stage_of(play, before):
    """The stage that a play belongs to. After the install nothing is `install` any more."""
    if play in AFTER or before == "post":
        return "post"
    return "pre" if play in BEFORE and before == "pre" else "install"


def last_step(text):
    """The newest play or task in what Ansible has printed."""
    steps = [match.group()[:120] for match in map(STEP.match, text.splitlines()) if match]
    return steps[-1] if steps else "before its first task"

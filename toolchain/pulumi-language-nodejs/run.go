package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/logging"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// exitShown is the exit code by which the SDK says that it has already shown the user what is
// wrong.
const exitShown = 32

// Run starts the program under the SDK's own launcher and waits for it. What goes wrong in the
// program is part of the answer, not an error of the call.
func (h *host) Run(
	ctx context.Context, request *pulumirpc.RunRequest,
) (*pulumirpc.RunResponse, error) {
	command, err := h.programCommand(request)
	if err != nil {
		return &pulumirpc.RunResponse{Error: err.Error()}, nil
	}

	// A program ends early when the call is given up, on Cancel, and with the host.
	running, stop := context.WithCancel(h.programs)
	defer stop()
	defer context.AfterFunc(ctx, stop)()

	process := h.process(running, command, h.stdout, h.stderr)
	if command.secretConfig != "" {
		done, err := handOver(process, command.secretConfig)
		if err != nil {
			return &pulumirpc.RunResponse{Error: err.Error()}, nil
		}
		defer done()
	}
	logging.V(5).Infof("running %s", process)
	return runResponse(process.Run()), nil
}

// process is a command that is interrupted when ctx ends, and killed where it goes on all the same.
func (h *host) process(
	ctx context.Context, command command, stdout, stderr io.Writer,
) *exec.Cmd {
	process := exec.CommandContext(ctx, command.path, command.args...)
	process.Env = command.env
	process.Cancel = func() error { return process.Process.Signal(os.Interrupt) }
	process.WaitDelay = h.grace
	// Node.js can switch a stream that it inherits to non-blocking, under this process's feet. A
	// writer that is not an *os.File makes os/exec copy through a pipe instead, and Wait returns
	// only when all of it is copied.
	process.Stdout = struct{ io.Writer }{stdout}
	process.Stderr = struct{ io.Writer }{stderr}
	return process
}

func runResponse(err error) *pulumirpc.RunResponse {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return &pulumirpc.RunResponse{}
	case !errors.As(err, &exit):
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("could not run the program: %v", err)}
	case exit.ExitCode() == exitShown:
		return &pulumirpc.RunResponse{Bail: true}
	case exit.ExitCode() < 0:
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("Program exited unexpectedly: %v", exit)}
	default:
		return &pulumirpc.RunResponse{
			Error: fmt.Sprintf("Program exited with non-zero exit code: %d", exit.ExitCode()),
		}
	}
}

type command struct {
	path      string
	args, env []string
	// secretConfig is the configuration, as JSON, where it holds secrets: it goes past the environment.
	secretConfig string
}

// programCommand builds the command line and the environment that the SDK's launcher expects.
func (h *host) programCommand(request *pulumirpc.RunRequest) (command, error) {
	if request.GetAttachDebugger() {
		return command{}, errors.New("this language host cannot attach a debugger; " +
			"put --inspect-brk into the nodeargs of Pulumi.yaml, or use the official Pulumi release")
	}
	read, err := readOptions(request.Info)
	if err != nil {
		return command{}, err
	}
	node, err := exec.LookPath("node")
	if err != nil {
		return command{}, errors.New("could not find node on the PATH, which runs the program")
	}
	launcher, err := findLauncher("run", request.Info.ProgramDirectory)
	if err != nil {
		return command{}, err
	}
	env, secretConfig, err := programEnv(request, read)
	if err != nil {
		return command{}, err
	}
	args := append(append(read.nodeArgs, launcher), h.launcherArgs(request)...)
	return command{path: node, args: args, env: env, secretConfig: secretConfig}, nil
}

func (h *host) launcherArgs(request *pulumirpc.RunRequest) []string {
	var args []string
	for _, arg := range []struct{ name, value string }{
		{"--monitor", request.MonitorAddress},
		{"--engine", h.engine},
		{"--organization", request.Organization},
		{"--project", request.Project},
		{"--root-directory", request.Info.RootDirectory},
		{"--stack", request.Stack},
		{"--pwd", request.Info.ProgramDirectory},
		{"--parallel", strconv.Itoa(int(request.Parallel))},
	} {
		if arg.value != "" {
			args = append(args, arg.name, arg.value)
		}
	}
	if request.DryRun {
		args = append(args, "--dry-run")
	}
	return append(append(args, request.Info.EntryPoint), request.Args...)
}

// programEnv hands over the stack's configuration as the SDK reads it: two JSON documents in the
// environment. With secrets in it the first is returned apart, for handOver.
func programEnv(
	request *pulumirpc.RunRequest, read options,
) (env []string, secretConfig string, err error) {
	config, secretKeys := request.Config, request.ConfigSecretKeys
	if config == nil {
		config = map[string]string{}
	}
	if secretKeys == nil {
		secretKeys = []string{}
	}
	configJSON, err := json.Marshal(config)
	if err != nil {
		return nil, "", err
	}
	secretKeysJSON, err := json.Marshal(secretKeys)
	if err != nil {
		return nil, "", err
	}
	env = append(os.Environ(), "PULUMI_CONFIG_SECRET_KEYS="+string(secretKeysJSON))
	if len(secretKeys) == 0 {
		env = append(env, "PULUMI_CONFIG="+string(configJSON))
	} else {
		secretConfig = string(configJSON)
	}
	if read.typescript {
		env = append(env, "PULUMI_NODEJS_TYPESCRIPT=true")
	}
	if read.tsconfig != "" {
		env = append(env, "PULUMI_NODEJS_TSCONFIG_PATH="+read.tsconfig)
	}
	return env, secretConfig, nil
}

// findLauncher finds a launcher of the SDK that the program would load, by node's rule:
// node_modules of the program's folder, then of each folder above it. Asking node itself would cost
// one more start of node per run.
func findLauncher(name, programDirectory string) (string, error) {
	for dir := programDirectory; ; dir = filepath.Dir(dir) {
		launcher := filepath.Join(dir, "node_modules/@pulumi/pulumi/cmd", name, "index.js")
		if _, err := os.Stat(launcher); err == nil {
			return launcher, nil
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf(
				"the Pulumi SDK is not installed for the program in %s; run npm ci there",
				programDirectory)
		}
	}
}

package main

import (
	"context"
	"errors"
	"os"
	"os/exec"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/logging"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// RunPlugin starts a policy pack under the SDK's launcher, until it ends or the engine has done with
// it. What it prints, its port first, and its exit code are the answer.
func (h *host) RunPlugin(
	request *pulumirpc.RunPluginRequest, server pulumirpc.LanguageRuntime_RunPluginServer,
) error {
	if request.Kind != "analyzer" {
		return status.Errorf(codes.Unimplemented,
			"this language host runs no plugin of kind %q, only policy packs", request.Kind)
	}
	command, err := policyCommand(request)
	if err != nil {
		return err
	}
	closer, stdout, stderr, err := rpcutil.MakeRunPluginStreams(server, false)
	if err != nil {
		return err
	}
	running, stop := context.WithCancel(h.programs)
	defer stop()
	defer context.AfterFunc(server.Context(), stop)()

	process := h.process(running, command, stdout, stderr)
	process.Dir = request.Info.ProgramDirectory // where the SDK looks for the pack's version
	logging.V(5).Infof("running %s", process)
	ended := process.Run()
	if err := closer.Close(); err != nil {
		return err
	}
	var exit *exec.ExitError
	if ended != nil && !errors.As(ended, &exit) {
		return ended
	}
	return server.Send(&pulumirpc.RunPluginResponse{
		Output: &pulumirpc.RunPluginResponse_Exitcode{
			Exitcode: int32(process.ProcessState.ExitCode()),
		},
	})
}

// policyCommand hands over the engine's address, which comes with the request, and the pack.
func policyCommand(request *pulumirpc.RunPluginRequest) (command, error) {
	read, err := readOptions(request.Info)
	if err != nil {
		return command{}, err
	}
	node, err := exec.LookPath("node")
	if err != nil {
		return command{}, errors.New("could not find node on the PATH, which runs the policy pack")
	}
	pack := request.Info.ProgramDirectory
	launcher, err := findLauncher("run-policy-pack", pack)
	if err != nil {
		return command{}, err
	}
	args := append(append(read.nodeArgs, launcher), request.Args...)
	return command{
		path: node, args: append(args, pack), env: append(os.Environ(), request.Env...),
	}, nil
}

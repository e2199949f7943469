package main

import (
	"context"
	"encoding/json"
	"path/filepath"
	"slices"
	"testing"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// answers collects what RunPlugin sends.
type answers struct {
	grpc.ServerStream
	ctx            context.Context
	stdout, stderr []byte
	exit           *int32
}

func (a *answers) Context() context.Context { return a.ctx }

func (a *answers) Send(response *pulumirpc.RunPluginResponse) error {
	switch output := response.Output.(type) {
	case *pulumirpc.RunPluginResponse_Stdout:
		a.stdout = append(a.stdout, output.Stdout...)
	case *pulumirpc.RunPluginResponse_Stderr:
		a.stderr = append(a.stderr, output.Stderr...)
	case *pulumirpc.RunPluginResponse_Exitcode:
		a.exit = &output.Exitcode
	}
	return nil
}

func runPack(t *testing.T, launcher string) (info *pulumirpc.ProgramInfo, got *answers) {
	t.Helper()
	h, _, _ := testHost(t)
	info = program(t, "", nil)
	path := "node_modules/@pulumi/pulumi/cmd/run-policy-pack/index.js"
	write(t, filepath.Join(info.ProgramDirectory, path), launcher)
	got = &answers{ctx: context.Background()}
	err := h.RunPlugin(&pulumirpc.RunPluginRequest{
		Kind: "analyzer", Info: info, Pwd: t.TempDir(),
		Args: []string{"127.0.0.1:1"}, Env: []string{"RULE=kept"},
	}, got)
	if err != nil {
		t.Fatal(err)
	}
	return info, got
}

func TestRunPluginRunsAPolicyPackInItsFolder(t *testing.T) {
	info, got := runPack(t, `console.log(JSON.stringify({
		argv: process.argv.slice(2), cwd: process.cwd(), rule: process.env.RULE }));
		console.error("told");`)
	var told struct {
		Argv      []string
		Cwd, Rule string
	}
	if err := json.Unmarshal(got.stdout, &told); err != nil {
		t.Fatalf("%v in %q", err, got.stdout)
	}
	pack := info.ProgramDirectory
	if !slices.Equal(told.Argv, []string{"127.0.0.1:1", pack}) {
		t.Errorf("argv %q", told.Argv)
	}
	if told.Cwd != pack || told.Rule != "kept" || string(got.stderr) != "told\n" {
		t.Errorf("got %+v and %q", told, got.stderr)
	}
	if got.exit == nil || *got.exit != 0 {
		t.Errorf("exit code %v", got.exit)
	}
}

func TestRunPluginTellsHowAPolicyPackEnded(t *testing.T) {
	if _, got := runPack(t, `process.exit(7)`); got.exit == nil || *got.exit != 7 {
		t.Errorf("exit code %v", got.exit)
	}
}

func TestRunPluginRefusesOtherPlugins(t *testing.T) {
	h, _, _ := testHost(t)
	err := h.RunPlugin(
		&pulumirpc.RunPluginRequest{Kind: "resource"}, &answers{ctx: context.Background()})
	if status.Code(err) != codes.Unimplemented {
		t.Errorf("got %v", err)
	}
}

package main

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/emptypb"
)

// TestMain lets the test binary stand in for the built host, so that a test can start it as a
// process of its own.
func TestMain(m *testing.M) {
	if os.Getenv("BE_THE_HOST") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// start starts the host as the engine does and returns a client; done yields how the process ended.
func start(
	t *testing.T, args ...string,
) (process *os.Process, client pulumirpc.LanguageRuntimeClient, done <-chan error) {
	t.Helper()
	command := exec.Command(os.Args[0], args...)
	command.Env = append(os.Environ(), "BE_THE_HOST=1")
	command.Stderr = os.Stderr
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	port, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatalf("no port on standard output: %v", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	connection, err := grpc.NewClient(
		"127.0.0.1:"+strings.TrimSpace(port), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { connection.Close(); command.Process.Kill() })
	return command.Process, pulumirpc.NewLanguageRuntimeClient(connection), ended
}

func TestTheHostServesAndEndsOnAnInterrupt(t *testing.T) {
	process, client, done := start(t, "--logtostderr", "-v=1", "--tracing", "x", "127.0.0.1:1")
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	info, err := client.GetPluginInfo(ctx, &emptypb.Empty{})
	if err != nil || info.Version != sdk.Version.String() {
		t.Errorf("got %v, %v", info, err)
	}
	handshake := &pulumirpc.LanguageHandshakeRequest{EngineAddress: "127.0.0.1:1"}
	if _, err := client.Handshake(ctx, handshake); err != nil {
		t.Error(err)
	}
	if err := process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-done:
		if err != nil {
			t.Errorf("ended with %v", err)
		}
	case <-ctx.Done():
		t.Error("still there")
	}
}

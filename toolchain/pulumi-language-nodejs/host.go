package main

import (
	"context"
	"io"
	"time"

	"github.com/pulumi/pulumi/sdk/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/types/known/emptypb"
)

const (
	// enginePoll is how often the host asks whether the engine still lives.
	enginePoll = time.Minute
	// exitGrace is how long a program may clean up after it was interrupted, before it is killed.
	exitGrace = 5 * time.Second
)

// host is one language host process: it serves one engine and runs one program at a time for it.
type host struct {
	pulumirpc.UnimplementedLanguageRuntimeServer

	// life ends with the process, programs also end with a Cancel call.
	life     context.Context
	end      context.CancelFunc
	programs context.Context
	cancel   context.CancelFunc

	engine         string
	grace          time.Duration
	stdout, stderr io.Writer
}

// newHost makes a host that lives as long as life and calls end when the engine is gone. What
// programs print goes to stdout and stderr, which the engine shows as messages.
func newHost(life context.Context, end context.CancelFunc, stdout, stderr io.Writer) *host {
	programs, cancel := context.WithCancel(life)
	return &host{
		life: life, end: end, programs: programs, cancel: cancel,
		grace: exitGrace, stdout: stdout, stderr: stderr,
	}
}

// attach remembers the engine's address and ends the host when nothing answers there any more.
func (h *host) attach(engine string) error {
	if engine == "" {
		return nil
	}
	h.engine = engine
	return rpcutil.Healthcheck(h.life, engine, enginePoll, h.end)
}

// Handshake is how an engine that did not start this process makes itself known.
func (h *host) Handshake(
	_ context.Context, request *pulumirpc.LanguageHandshakeRequest,
) (*pulumirpc.LanguageHandshakeResponse, error) {
	if err := h.attach(request.EngineAddress); err != nil {
		return nil, err
	}
	return &pulumirpc.LanguageHandshakeResponse{}, nil
}

// GetPluginInfo tells the version of the Pulumi sources that the host is built from.
func (h *host) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: sdk.Version.String()}, nil
}

// Cancel interrupts the running program.
func (h *host) Cancel(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	h.cancel()
	return &emptypb.Empty{}, nil
}

// Command pulumi-language-nodejs is the part of Pulumi that starts a Node.js program and generates
// Node.js SDKs. The Pulumi CLI finds it beside itself. It is built, together with the CLI, only
// where the official archive (which holds both) cannot be downloaded; no module mirror carries the
// official one.
//
// It offers what a project like this one uses of the pulumirpc.LanguageRuntime service. The calls
// it leaves out (program conversion, templates, plugins without an executable other than policy packs)
// answer "unimplemented".
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/pulumi/pulumi/sdk/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/logging"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
)

func main() {
	// The CLI adds --tracing, -v and --logtostderr when it is asked to trace or to log; the last
	// two come with logging.
	flag.String("tracing", "", "accepted for the CLI's sake, not used")
	flag.String("runtime", "nodejs", "accepted for the CLI's sake, not used")
	version := flag.Bool("version", false, "print the version and exit")
	flag.Parse()
	logging.InitLogging(false, 0, false)
	if *version {
		fmt.Println(sdk.Version)
		return
	}
	if err := serve(flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "pulumi-language-nodejs:", err)
		os.Exit(1)
	}
}

// serve answers calls on a free port of the loopback interface until a signal arrives or the engine
// is gone. It prints the port as the first line of standard output, as the engine expects.
func serve(engine string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	host := newHost(ctx, stop, os.Stdout, os.Stderr)
	if err := host.attach(engine); err != nil {
		return err
	}

	cancel := make(chan bool)
	go func() {
		<-ctx.Done()
		close(cancel)
	}()
	handle, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Cancel: cancel,
		Init: func(server *grpc.Server) error {
			pulumirpc.RegisterLanguageRuntimeServer(server, host)
			return nil
		},
	})
	if err != nil {
		return err
	}
	fmt.Println(handle.Port)
	return <-handle.Done
}

package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
)

// secretsLoader is loaded before the program: it puts the configuration where the SDK looks for it. What a
// process is started with can be read in /proc as long as it runs, what it sets later can not.
const secretsLoader = `const { closeSync, readFileSync } = require("node:fs");
process.env.PULUMI_CONFIG = readFileSync(3, "utf8");
closeSync(3);
`

// handOver has a program get its configuration over a pipe, its third descriptor, instead of by its
// environment. The function it returns is to be called when the program has ended.
func handOver(process *exec.Cmd, config string) (func(), error) {
	dir, err := os.MkdirTemp("", "pulumi-language-nodejs-")
	if err != nil {
		return nil, err
	}
	loader := filepath.Join(dir, "secrets.cjs")
	reader, writer, err := os.Pipe()
	if err == nil {
		err = os.WriteFile(loader, []byte(secretsLoader), 0o600)
	}
	if err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	process.ExtraFiles = []*os.File{reader}
	process.Args = slices.Insert(process.Args, 1, "--require", loader)
	go func() {
		// what went wrong here is that the program did not read it
		_, _ = io.WriteString(writer, config)
		writer.Close()
	}()
	return func() {
		reader.Close()
		os.RemoveAll(dir)
	}, nil
}

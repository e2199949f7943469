package main

import (
	"fmt"
	"slices"

	"github.com/google/shlex"
	"github.com/pulumi/pulumi/sdk/v3/nodejs/npm"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

var packageManagers = []npm.PackageManagerType{
	npm.AutoPackageManager,
	npm.NpmPackageManager,
	npm.YarnPackageManager,
	npm.PnpmPackageManager,
	npm.BunPackageManager,
}

// options are the runtime options of Pulumi.yaml that this host knows.
type options struct {
	typescript     bool     // load TypeScript through the SDK's ts-node; true unless switched off
	tsconfig       string   // path of a tsconfig.json for ts-node
	nodeArgs       []string // arguments for node itself
	packageManager npm.PackageManagerType
	production     bool // leave out development dependencies when installing
}

// readOptions reads the options of a program; an option of the wrong type is an error that names
// it.
func readOptions(program *pulumirpc.ProgramInfo) (options, error) {
	values := program.GetOptions().AsMap()
	read := options{typescript: true, packageManager: npm.AutoPackageManager}
	var nodeArgs, manager string
	for _, err := range []error{
		readOption(values, "typescript", "a boolean", &read.typescript),
		readOption(values, "tsconfig", "a string", &read.tsconfig),
		readOption(values, "nodeargs", "a string", &nodeArgs),
		readOption(values, "packagemanager", "a string", &manager),
		readOption(values, "production", "a boolean", &read.production),
	} {
		if err != nil {
			return options{}, err
		}
	}
	var err error
	if read.nodeArgs, err = shlex.Split(nodeArgs); err != nil {
		return options{}, fmt.Errorf("runtime option nodeargs: %w in %q", err, nodeArgs)
	}
	if manager != "" {
		read.packageManager = npm.PackageManagerType(manager)
	}
	if !slices.Contains(packageManagers, read.packageManager) {
		return options{}, fmt.Errorf(
			"runtime option packagemanager must be one of %v, got %q", packageManagers, manager)
	}
	return read, nil
}

func readOption[T any](values map[string]any, name, kind string, into *T) error {
	value, given := values[name]
	if !given {
		return nil
	}
	typed, ok := value.(T)
	if !ok {
		return fmt.Errorf("runtime option %s must be %s, got %v", name, kind, value)
	}
	*into = typed
	return nil
}

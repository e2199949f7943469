package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/pulumi/pulumi/pkg/v3/codegen/cgstrings"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/nodejs/npm"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// GeneratePackage writes the Node.js SDK of a provider, made from its schema, into a folder.
func (h *host) GeneratePackage(
	_ context.Context, request *pulumirpc.GeneratePackageRequest,
) (*pulumirpc.GeneratePackageResponse, error) {
	client, err := schema.NewLoaderClient(request.LoaderTarget)
	if err != nil {
		return nil, err
	}
	defer client.Close()
	loader := schema.NewCachedLoader(client)

	var spec schema.PackageSpec
	if err := json.Unmarshal([]byte(request.Schema), &spec); err != nil {
		return nil, fmt.Errorf("reading the provider's schema: %w", err)
	}
	// The schema of a provider on its own may refer to packages that are not at hand.
	validation := schema.ValidationOptions{AllowDanglingReferences: true}
	pkg, problems, err := schema.BindSpec(spec, loader, validation)
	if err != nil {
		return nil, err
	}
	response := &pulumirpc.GeneratePackageResponse{
		Diagnostics: plugin.HclDiagnosticsToRPCDiagnostics(problems),
	}
	if problems.HasErrors() {
		return response, nil
	}
	files, err := nodejs.GeneratePackage("pulumi-language-nodejs", pkg,
		request.ExtraFiles, request.LocalDependencies, request.Local, loader)
	if err != nil {
		return nil, err
	}
	return response, writeFiles(request.Directory, files)
}

func writeFiles(dir string, files map[string][]byte) error {
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// Link makes generated SDKs dependencies of the program, in its package.json, and tells how to
// import them.
func (h *host) Link(
	ctx context.Context, request *pulumirpc.LinkRequest,
) (*pulumirpc.LinkResponse, error) {
	read, err := readOptions(request.Info)
	if err != nil {
		return nil, err
	}
	dir := request.Info.ProgramDirectory
	manager, err := npm.ResolvePackageManager(read.packageManager, dir)
	if err != nil {
		return nil, err
	}
	var imports strings.Builder
	imports.WriteString("You can import the SDK in your code with:\n\n")
	for _, dependency := range request.Packages {
		path := dependency.Path
		if !filepath.IsAbs(path) {
			path = filepath.Join(dir, path)
		}
		sdk, err := readManifest(path)
		if err != nil {
			return nil, fmt.Errorf("linking the SDK in %s: %w", dependency.Path, err)
		}
		if err := manager.Link(ctx, dir, sdk.Name, dependency.Path); err != nil {
			return nil, err
		}
		name := cgstrings.Camel(filepath.Base(sdk.Name))
		fmt.Fprintf(&imports, "  import * as %s from %q;\n", name, sdk.Name)
	}
	return &pulumirpc.LinkResponse{ImportInstructions: imports.String()}, nil
}

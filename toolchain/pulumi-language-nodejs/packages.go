package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/logging"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// GetRequiredPackages lists the provider plugins that the installed npm packages ask for. A package
// that cannot be read is left out: a plugin that is really needed is still found missing when its
// first resource is made.
func (h *host) GetRequiredPackages(
	_ context.Context, request *pulumirpc.GetRequiredPackagesRequest,
) (*pulumirpc.GetRequiredPackagesResponse, error) {
	var required []*pulumirpc.PackageDependency
	for _, dir := range installedPackages(request.Info.ProgramDirectory) {
		dependency, err := pluginOf(dir)
		if err != nil {
			logging.V(3).Infof("leaving out %s: %v", dir, err)
		} else if dependency != nil {
			required = append(required, dependency)
		}
	}
	return &pulumirpc.GetRequiredPackagesResponse{Packages: required}, nil
}

// installedPackages lists the folders of all packages below a folder's node_modules, those inside
// packages included.
func installedPackages(dir string) []string {
	var found []string
	for _, pattern := range []string{"node_modules/[^.@]*", "node_modules/@*/*"} {
		// The only error Glob knows is a malformed pattern; special characters in the folder's name
		// must not be one.
		matches, _ := filepath.Glob(filepath.Join(escapeGlob(dir), pattern))
		for _, match := range matches {
			found = append(found, match)
			found = append(found, installedPackages(match)...)
		}
	}
	return found
}

func escapeGlob(path string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}

type manifest struct {
	Name    string                  `json:"name"`
	Version string                  `json:"version"`
	Pulumi  plugin.PulumiPluginJSON `json:"pulumi"`
}

func readManifest(dir string) (manifest, error) {
	var read manifest
	text, err := os.ReadFile(filepath.Join(dir, "package.json"))
	if err != nil {
		return read, err
	}
	return read, json.Unmarshal(text, &read)
}

// pluginOf tells which provider plugin the package in a folder needs; nil when it needs none.
func pluginOf(dir string) (*pulumirpc.PackageDependency, error) {
	pkg, err := readManifest(dir)
	if err != nil || !pkg.Pulumi.Resource {
		return nil, err
	}
	name := pkg.Pulumi.Name
	if name == "" {
		var official bool
		if name, official = strings.CutPrefix(pkg.Name, "@pulumi/"); !official {
			return nil, fmt.Errorf("package %q does not name its plugin", pkg.Name)
		}
	}
	version := pkg.Pulumi.Version
	if version == "" {
		version = pkg.Version
	}
	if version == "" {
		return nil, fmt.Errorf("package %q has no version", pkg.Name)
	}
	return &pulumirpc.PackageDependency{
		Name:             name,
		Kind:             "resource",
		Version:          "v" + strings.TrimPrefix(version, "v"),
		Server:           pkg.Pulumi.Server,
		Parameterization: parameterization(pkg.Pulumi.Parameterization),
		Extension:        parameterization(pkg.Pulumi.ExtensionParameterization),
	}, nil
}

func parameterization(given *plugin.PulumiParameterizationJSON) *pulumirpc.PackageParameterization {
	if given == nil {
		return nil
	}
	return &pulumirpc.PackageParameterization{
		Name: given.Name, Version: given.Version, Value: given.Value,
	}
}

package main

import (
	"context"
	"path/filepath"
	"testing"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/proto"
)

func required(t *testing.T, manifests map[string]string) []*pulumirpc.PackageDependency {
	t.Helper()
	dir := t.TempDir()
	for folder, text := range manifests {
		write(t, filepath.Join(dir, folder, "package.json"), text)
	}
	h, _, _ := testHost(t)
	response, err := h.GetRequiredPackages(context.Background(), &pulumirpc.GetRequiredPackagesRequest{
		Info: &pulumirpc.ProgramInfo{ProgramDirectory: dir},
	})
	if err != nil {
		t.Fatal(err)
	}
	return response.Packages
}

func TestRequiredPackagesComeFromInstalledManifests(t *testing.T) {
	for name, test := range map[string]struct {
		folder, manifest string
		want             *pulumirpc.PackageDependency
	}{
		"an official package is named after its scope": {
			"node_modules/@pulumi/command",
			`{"name":"@pulumi/command","version":"1.2.1","pulumi":{"resource":true}}`,
			&pulumirpc.PackageDependency{Name: "command", Kind: "resource", Version: "v1.2.1"},
		},
		"a generated SDK carries its provider's parameter": {
			"node_modules/@pulumi/libvirt",
			`{"name":"@pulumi/libvirt","version":"0.8.3","pulumi":{
			  "resource":true,"name":"terraform-provider","version":"1.1.3","server":"https://downloads.example.com",
			  "parameterization":{"name":"libvirt","version":"0.8.3","value":"cGF0aA=="}}}`,
			&pulumirpc.PackageDependency{
				Name: "terraform-provider", Kind: "resource", Version: "v1.1.3",
				Server: "https://downloads.example.com",
				Parameterization: &pulumirpc.PackageParameterization{
					Name: "libvirt", Version: "0.8.3", Value: []byte("path"),
				},
			},
		},
		"a package inside another one counts": {
			"node_modules/outer/node_modules/inner",
			`{"name":"inner","version":"v2.0.0","pulumi":{"resource":true,"name":"thing"}}`,
			&pulumirpc.PackageDependency{Name: "thing", Kind: "resource", Version: "v2.0.0"},
		},
		"a package without a provider does not": {
			"node_modules/yaml", `{"name":"yaml","version":"2.9.1"}`, nil,
		},
		"a third-party package that names no plugin does not": {
			"node_modules/other", `{"name":"other","version":"1.0.0","pulumi":{"resource":true}}`, nil,
		},
		"a broken manifest does not": {
			"node_modules/broken", `{`, nil,
		},
		"a manifest outside node_modules does not": {
			"sdks/thing", `{"name":"@pulumi/thing","version":"1.0.0","pulumi":{"resource":true}}`, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := required(t, map[string]string{test.folder: test.manifest})
			switch {
			case test.want == nil && len(got) == 0:
			case test.want != nil && len(got) == 1 && proto.Equal(got[0], test.want):
			default:
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestAFolderNameWithPatternCharactersIsTakenAsItIs(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a[1]*")
	write(t, filepath.Join(dir, "node_modules/yaml/package.json"), `{}`)
	if got := installedPackages(dir); len(got) != 1 {
		t.Errorf("got %q", got)
	}
}

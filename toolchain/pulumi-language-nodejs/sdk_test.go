package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// A schema that refers to no other package never asks the loader for one.
const noLoader = "127.0.0.1:1"

func TestGeneratePackageWritesAnSdk(t *testing.T) {
	h, _, _ := testHost(t)
	dir := t.TempDir()
	response, err := h.GeneratePackage(context.Background(), &pulumirpc.GeneratePackageRequest{
		Directory: dir, LoaderTarget: noLoader, Local: true,
		Schema: `{"name":"thing","version":"1.2.3","resources":{"thing:index:Part":{
			"inputProperties":{"size":{"type":"integer"}},"properties":{"size":{"type":"integer"}}}}}`,
	})
	if err != nil || len(response.Diagnostics) > 0 {
		t.Fatalf("%v, %v", err, response)
	}
	text, err := os.ReadFile(filepath.Join(dir, "part.ts"))
	class := "export class Part extends pulumi.CustomResource"
	if err != nil || !strings.Contains(string(text), class) {
		t.Errorf("%v, part.ts: %s", err, text)
	}
	sdk, err := readManifest(dir)
	if err != nil || sdk.Name != "@pulumi/thing" || !sdk.Pulumi.Resource {
		t.Errorf("%v, package.json: %+v", err, sdk)
	}
}

func TestGeneratePackageReportsWhatIsWrongInTheSchema(t *testing.T) {
	h, _, _ := testHost(t)
	request := &pulumirpc.GeneratePackageRequest{
		Directory: t.TempDir(), LoaderTarget: noLoader, Schema: `{"name":"thing",
			"resources":{"thing:index:Part":{"properties":{"size":{"type":"huge"}}}}}`,
	}
	response, err := h.GeneratePackage(context.Background(), request)
	if err != nil || len(response.Diagnostics) == 0 {
		t.Errorf("got %v, %v", response, err)
	}
	if files, _ := os.ReadDir(request.Directory); len(files) > 0 {
		t.Errorf("wrote %v", files)
	}
}

func TestLinkMakesAnSdkADependency(t *testing.T) {
	h, _, _ := testHost(t)
	dir := t.TempDir()
	write(t, filepath.Join(dir, "package.json"), `{"name":"ocplab"}`)
	write(t, filepath.Join(dir, "sdks/thing/package.json"), `{"name":"@pulumi/my-thing"}`)
	response, err := h.Link(context.Background(), &pulumirpc.LinkRequest{
		Info:         &pulumirpc.ProgramInfo{ProgramDirectory: dir},
		LoaderTarget: noLoader,
		Packages:     []*pulumirpc.LinkRequest_LinkDependency{{Path: "sdks/thing"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(response.ImportInstructions, `import * as myThing from "@pulumi/my-thing";`) {
		t.Errorf("instructions %q", response.ImportInstructions)
	}
	var project struct{ Dependencies map[string]string }
	text, err := os.ReadFile(filepath.Join(dir, "package.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &project); err != nil {
		t.Fatal(err)
	}
	if got := project.Dependencies["@pulumi/my-thing"]; got != "file:sdks/thing" {
		t.Errorf("package.json: %s", text)
	}
}

func TestLinkNamesAnSdkThatIsNotThere(t *testing.T) {
	h, _, _ := testHost(t)
	_, err := h.Link(context.Background(), &pulumirpc.LinkRequest{
		Info:     &pulumirpc.ProgramInfo{ProgramDirectory: t.TempDir()},
		Packages: []*pulumirpc.LinkRequest_LinkDependency{{Path: "sdks/thing"}},
	})
	if err == nil || !strings.Contains(err.Error(), "sdks/thing") {
		t.Errorf("got %v", err)
	}
}

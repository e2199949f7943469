package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/structpb"
)

// program makes a project folder whose installed SDK has the given text as its launcher.
func program(t *testing.T, launcher string, options map[string]any) *pulumirpc.ProgramInfo {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "node_modules/@pulumi/pulumi/cmd/run/index.js"), launcher)
	values, err := structpb.NewStruct(options)
	if err != nil {
		t.Fatal(err)
	}
	return &pulumirpc.ProgramInfo{
		RootDirectory: dir, ProgramDirectory: dir, EntryPoint: ".", Options: values,
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func testHost(t *testing.T) (h *host, stdout, stderr *bytes.Buffer) {
	t.Helper()
	life, end := context.WithCancel(context.Background())
	t.Cleanup(end)
	stdout, stderr = &bytes.Buffer{}, &bytes.Buffer{}
	return newHost(life, end, stdout, stderr), stdout, stderr
}

func run(t *testing.T, h *host, request *pulumirpc.RunRequest) *pulumirpc.RunResponse {
	t.Helper()
	return runIn(context.Background(), t, h, request)
}

func runIn(
	ctx context.Context, t *testing.T, h *host, request *pulumirpc.RunRequest,
) *pulumirpc.RunResponse {
	t.Helper()
	response, err := h.Run(ctx, request)
	if err != nil {
		t.Fatal(err)
	}
	return response
}

// tell prints what a launcher was given.
const tell = `console.log(JSON.stringify({
  argv: process.argv.slice(2), execArgv: process.execArgv,
  config: process.env.PULUMI_CONFIG, secrets: process.env.PULUMI_CONFIG_SECRET_KEYS,
  typescript: process.env.PULUMI_NODEJS_TYPESCRIPT,
  tsconfig: process.env.PULUMI_NODEJS_TSCONFIG_PATH,
}))`

type told struct {
	Argv, ExecArgv                        []string
	Config, Secrets, Typescript, Tsconfig string
}

func runAndTell(t *testing.T, h *host, stdout *bytes.Buffer, request *pulumirpc.RunRequest) told {
	t.Helper()
	if response := run(t, h, request); response.Error != "" || response.Bail {
		t.Fatalf("got %v", response)
	}
	var got told
	if err := json.Unmarshal(stdout.Bytes(), &got); err != nil {
		t.Fatalf("%v in %q", err, stdout)
	}
	return got
}

func TestRunHandsTheRequestToTheLauncher(t *testing.T) {
	h, stdout, _ := testHost(t)
	h.engine = "127.0.0.1:2"
	info := program(t, tell, map[string]any{
		"typescript": false, "nodeargs": "--no-warnings '--title=a b'",
	})
	got := runAndTell(t, h, stdout, &pulumirpc.RunRequest{
		Info: info, MonitorAddress: "127.0.0.1:1", Organization: "organization", Project: "ocplab",
		Stack: "lab", Parallel: 4, DryRun: true, Args: []string{"extra"},
		Config: map[string]string{"ocplab:file": "lab.yaml"}, ConfigSecretKeys: []string{"ocplab:token"},
	})
	dir := info.ProgramDirectory
	wantArgv := []string{
		"--monitor", "127.0.0.1:1", "--engine", "127.0.0.1:2", "--organization", "organization",
		"--project", "ocplab", "--root-directory", dir, "--stack", "lab", "--pwd", dir,
		"--parallel", "4", "--dry-run", ".", "extra",
	}
	if !slices.Equal(got.Argv, wantArgv) {
		t.Errorf("argv %q", got.Argv)
	}
	if want := []string{"--no-warnings", "--title=a b"}; !slices.Equal(got.ExecArgv[2:], want) {
		t.Errorf("node's own arguments %q", got.ExecArgv)
	}
	if got.Config != `{"ocplab:file":"lab.yaml"}` || got.Secrets != `["ocplab:token"]` {
		t.Errorf("config %s, secret keys %s", got.Config, got.Secrets)
	}
	if got.Typescript != "" {
		t.Errorf("typescript: false still asks for ts-node: %q", got.Typescript)
	}
}

func TestRunShowsNoSecretToWhoLooksAtTheProcess(t *testing.T) {
	// more than a pipe holds
	secret := "s3cret" + strings.Repeat("x", 1<<17)
	launcher := `const { readFileSync, readdirSync } = require("fs");
		const seen = ["environ", "cmdline"].map((name) => readFileSync("/proc/self/" + name, "utf8"));
		console.log(JSON.stringify({
			config: process.env.PULUMI_CONFIG, argv: seen.filter((text) => text.includes("s3cret")),
		}))`
	h, stdout, _ := testHost(t)
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	got := runAndTell(t, h, stdout, &pulumirpc.RunRequest{
		Info:   program(t, launcher, nil),
		Config: map[string]string{"ocplab:token": secret}, ConfigSecretKeys: []string{"ocplab:token"},
	})
	if got.Config != `{"ocplab:token":"`+secret+`"}` {
		t.Errorf("config %.80s", got.Config)
	}
	if len(got.Argv) > 0 {
		t.Errorf("the secret is in %.200q", got.Argv)
	}
	left, err := os.ReadDir(temporary)
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestRunEndsWhereNobodyReadsTheSecrets(t *testing.T) {
	h, _, _ := testHost(t)
	t.Setenv("NODE_OPTIONS", "--no-such-option")
	response := run(t, h, &pulumirpc.RunRequest{
		Info:   program(t, "", nil),
		Config: map[string]string{"a": strings.Repeat("x", 1<<17)}, ConfigSecretKeys: []string{"a"},
	})
	if response.Error == "" {
		t.Error("node did not start, and that counts as a success")
	}
}

func TestRunLoadsTypeScriptUnlessSwitchedOff(t *testing.T) {
	h, stdout, _ := testHost(t)
	info := program(t, tell, map[string]any{"tsconfig": "other.json"})
	got := runAndTell(t, h, stdout, &pulumirpc.RunRequest{Info: info})
	if got.Typescript != "true" || got.Tsconfig != "other.json" {
		t.Errorf("got %+v", got)
	}
	if got.Config != "{}" || got.Secrets != "[]" {
		t.Errorf("without configuration: config %s, secret keys %s", got.Config, got.Secrets)
	}
}

func TestRunForwardsAllThatTheProgramPrints(t *testing.T) {
	h, stdout, stderr := testHost(t)
	launcher := `process.stdout.write("o".repeat(1 << 20) + "\n")
		process.stderr.write("e".repeat(1 << 20) + "\n")`
	run(t, h, &pulumirpc.RunRequest{Info: program(t, launcher, nil)})
	if stdout.Len() != 1<<20+1 || stderr.Len() != 1<<20+1 {
		t.Errorf("%d bytes of stdout, %d of stderr", stdout.Len(), stderr.Len())
	}
}

func TestRunTellsHowTheProgramEnded(t *testing.T) {
	for launcher, want := range map[string]*pulumirpc.RunResponse{
		`process.exit(0)`:                      {},
		`process.exit(32)`:                     {Bail: true},
		`process.exit(3)`:                      {Error: "Program exited with non-zero exit code: 3"},
		`process.kill(process.pid, "SIGKILL")`: {Error: "Program exited unexpectedly: signal: killed"},
	} {
		h, _, _ := testHost(t)
		got := run(t, h, &pulumirpc.RunRequest{Info: program(t, launcher, nil)})
		if got.Error != want.Error || got.Bail != want.Bail {
			t.Errorf("%s: got %v", launcher, got)
		}
	}
}

func TestRunTellsWhatIsWrongBeforeItStarts(t *testing.T) {
	h, _, _ := testHost(t)
	for want, request := range map[string]*pulumirpc.RunRequest{
		"the Pulumi SDK is not installed": {Info: &pulumirpc.ProgramInfo{ProgramDirectory: t.TempDir()}},
		"typescript must be a boolean":    {Info: program(t, "", map[string]any{"typescript": "no"})},
		"cannot attach a debugger":        {Info: program(t, "", nil), AttachDebugger: true},
	} {
		if got := run(t, h, request); !strings.Contains(got.Error, want) {
			t.Errorf("got %q, want %q", got.Error, want)
		}
	}
}

func TestRunFindsTheSdkInAFolderAbove(t *testing.T) {
	h, stdout, _ := testHost(t)
	info := program(t, `console.log("found")`, nil)
	info.ProgramDirectory = filepath.Join(info.ProgramDirectory, "deep/below")
	got := run(t, h, &pulumirpc.RunRequest{Info: info})
	if got.Error != "" || stdout.String() != "found\n" {
		t.Errorf("got %v, %q", got, stdout)
	}
}

// interrupted starts a program that writes its process id to a file, ends it, and returns that id
// and the answer.
func interrupted(
	ctx context.Context, t *testing.T, h *host, onInterrupt string, end func(),
) (pid int, response *pulumirpc.RunResponse) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "pid")
	launcher := `process.on("SIGINT", () => {` + onInterrupt + `});
		require("fs").writeFileSync("` + file + `", String(process.pid)); setInterval(() => {}, 1000)`
	go func() {
		for !fileHasText(file) {
			time.Sleep(10 * time.Millisecond)
		}
		end()
	}()
	response = runIn(ctx, t, h, &pulumirpc.RunRequest{Info: program(t, launcher, nil)})
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &pid); err != nil {
		t.Fatal(err)
	}
	return pid, response
}

func fileHasText(path string) bool {
	text, err := os.ReadFile(path)
	return err == nil && len(text) > 0
}

func TestCancelLetsTheProgramCleanUp(t *testing.T) {
	h, stdout, _ := testHost(t)
	cleanUp := `console.log("cleaned up"); process.exit(1)`
	pid, _ := interrupted(context.Background(), t, h, cleanUp, func() {
		if _, err := h.Cancel(context.Background(), &emptypb.Empty{}); err != nil {
			t.Error(err)
		}
	})
	if stdout.String() != "cleaned up\n" {
		t.Errorf("printed %q", stdout)
	}
	if syscall.Kill(pid, 0) == nil {
		t.Errorf("process %d is still there", pid)
	}
}

func TestCancelKillsAProgramThatDoesNotEnd(t *testing.T) {
	h, _, _ := testHost(t)
	h.grace = 100 * time.Millisecond
	pid, response := interrupted(context.Background(), t, h, ``, h.cancel)
	if response.Error == "" {
		t.Error("a killed program counts as a success")
	}
	if syscall.Kill(pid, 0) == nil {
		t.Errorf("process %d is still there", pid)
	}
}

func TestAProgramEndsWithItsHost(t *testing.T) {
	h, _, _ := testHost(t)
	pid, _ := interrupted(context.Background(), t, h, `process.exit(1)`, h.end)
	if syscall.Kill(pid, 0) == nil {
		t.Errorf("process %d is still there", pid)
	}
}

func TestAProgramEndsWhenTheCallIsGivenUp(t *testing.T) {
	h, _, _ := testHost(t)
	call, giveUp := context.WithCancel(context.Background())
	defer giveUp()
	pid, _ := interrupted(call, t, h, `process.exit(1)`, giveUp)
	if syscall.Kill(pid, 0) == nil {
		t.Errorf("process %d is still there", pid)
	}
}

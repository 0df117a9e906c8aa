package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm/examples/internal/command"
	"github.com/seed-6807d414/apm/examples/internal/trial"
)

func TestFlags(t *testing.T) {
	dir := trial.Files(t, map[string]string{"claims.csv": claimsCSV, "bad.json": `{"definitions": [{"id": "x"}], "colour": 1}`, "providers.csv": "provider\nH1\n", "levels.csv": levelsCSV, "prices.csv": "category,target\nA,5\n"})
	for _, x := range []struct {
		args string
		code int
		want string
	}{
		{"extra", 2, "episodes takes no arguments behind its flags\n"},
		{"-workers 0", 2, "-workers: want at least 1\n"},
		{"-members @claims.csv", 2, "-members goes with -claims\n"},
		{"-release -lines x", 2, "-release goes with what is printed and with -report; -out and -lines name members\n"},
		{"-json both", 2, "-json: want definition or program\n"},
		{"-claims @claims.csv", 2, "-claims needs -definition; -definition list prints what there is\n"},
		{"-provider payer", 2, "-provider: want facility, group, practitioner or surgeon (-providers takes a file)\n"},
		{"-definition gout", 2, "-definition: unknown \"gout\"; -definition list prints what there is\n"},
		{"-definition team-2025", 2, "TEAM: known for performance years 2026 to 2030, not for 2025\n"},
		{"-definition asthma-2020", 2, "-definition: unknown \"asthma-2020\""},
		{"-definition team-next", 2, "-definition: unknown \"team-next\""},
		{"-program gout", 2, "-program: unknown \"gout\"; -program list prints what there is\n"},
		{"-definition @bad.json", 2, "bad.json: "},
		{"-program @bad.json", 2, "bad.json: "},
		{"-set colour", 2, "invalid value \"colour\" for flag -set: want NAME=VALUE; see episodes -h\n"},
		{"-set track=", 2, "invalid value \"track=\" for flag -set: want NAME=VALUE; see episodes -h\n"},
		{"-set track=1 -set track=1", 2, "invalid value \"track=1\" for flag -set: track is set already; see episodes -h\n"},
		{"-set track=1", 2, "-set goes with the programs of payers; -program list prints them\n"},
		{"-levels @claims.csv -program team", 2, "-levels goes with arkansas, ohio and colorado\n"},
		{"-levels @claims.csv", 2, "-levels goes with arkansas, ohio and colorado\n"},
		{"-program ohio-2018", 2, "-program: ohio needs -levels; -program list prints what else\n"},
		{"-program arkansas-now", 2, "-program: unknown \"arkansas-now\"; -program list"},
		{"-program colorado-2020", 2, "-program: unknown \"colorado-2020\"; -program list"},
		{"-program tennessee", 2, "-program: unknown \"tennessee\"; -program list"},
		{"-program team -levels @none.csv", 2, "-levels goes with"},
		{"-program arkansas -levels @none.csv", 2, "open "},
		{"-providers @none.csv", 2, "open "},
		{"-claims @claims.csv -definition asthma -providers @providers.csv -out @providers.csv", 1, "providers.csv: is a file that was read\n"},
		{"-claims @claims.csv -definition asthma -program colorado -levels @levels.csv -out @levels.csv", 1, "levels.csv: is a file that was read\n"},
		{"-claims @claims.csv -definition asthma -prices @prices.csv -report @prices.csv", 1, "prices.csv: is a file that was read\n"},
		{"-definition @none.json", 2, "open "},
		{"-program @none.json", 2, "open "},
		{"-claims @none.csv -definition asthma", 2, "open "},
		{"-claims @claims.csv -definition asthma -members @none.csv", 2, "open "},
		{"-claims @claims.csv -definition asthma -out @claims.csv", 1, "claims.csv: is a file that was read\n"},
		{"-claims @claims.csv -definition asthma -lines @bad.json -members @claims.csv", 2, "claims.csv:1:"},
		{"-claims @claims.csv -definition asthma -out @o.csv -lines @o.csv", 2, "-out, -lines and -report: want different files\n"},
		{"-claims @claims.csv -definition asthma -report @o.csv -lines @o.csv", 2, "-out, -lines and -report: want different files\n"},
		{"-claims @claims.csv -definition asthma -out @o.csv -report @o.csv", 2, "-out, -lines and -report: want different files\n"},
		{"-claims @claims.csv -definition asthma -report @claims.csv", 1, "claims.csv: is a file that was read\n"},
		{"-claims @claims.csv -definition asthma -report @no/o.txt", 1, "open "},
		{"-claims @claims.csv -definition asthma -out @.", 1, ""},
		{"-claims @claims.csv -definition asthma -out @no/o.csv", 1, "open "},
		{"-claims @claims.csv -definition asthma -out @o.csv -lines @no/o.csv", 1, "open "},
		{"-colour", 2, "flag provided but not defined: -colour; see episodes -h\n"},
	} {
		_, errs, code := episodes(t, dir, strings.Fields(x.args)...)
		if code != x.code || !strings.HasPrefix(errs, x.want) {
			t.Errorf("%s: %d %q", x.args, code, errs)
		}
		trial.Leftovers(t, dir, "claims.csv", "bad.json", "providers.csv", "levels.csv", "prices.csv")
	}
	if _, errs, code := episodes(t, dir, "-h"); code != 0 || !strings.Contains(errs, "member,setting,from,amount") {
		t.Error(code, errs)
	}
	if out, errs, code := episodes(t, dir, "-definition", "cjr-5", "-json", "definition"); code != 0 || !strings.Contains(out, `"version": "performance year 5"`) {
		t.Error(out, errs)
	}
	for flag, want := range map[string]string{"-definition": "34 clinical episodes", "-program": "no gain and no loss"} {
		if out, _, code := episodes(t, dir, flag, "list"); code != 0 || !strings.Contains(out, want) || !strings.Contains(out, "FILE.json") {
			t.Error(out)
		}
	}
}

// broken writes so much and no more.
type broken struct{ left int }

func (b *broken) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, errors.New("the disk is full")
	}
	return len(p), nil
}

// What cannot be printed is status 1, wherever it happens.
func TestOutputFails(t *testing.T) {
	dir := trial.Files(t, map[string]string{"claims.csv": claimsCSV})
	for _, args := range [][]string{{"-claims", filepath.Join(dir, "claims.csv"), "-definition", "asthma"}, {"-definition", "list"}, {"-program", "list"}, {"-json", "program"}} {
		var whole bytes.Buffer
		if err := run(context.Background(), args, &whole, io.Discard); err != nil {
			t.Fatal(err)
		}
		for left := 0; left < whole.Len(); left += 40 {
			if code := command.Status("", run(context.Background(), args, &broken{left}, io.Discard), io.Discard); code != 1 {
				t.Errorf("%v, %d bytes: status %d", args, left, code)
			}
		}
	}
}

// An interrupted run leaves nothing.
func TestInterrupted(t *testing.T) {
	dir := trial.Files(t, map[string]string{"claims.csv": claimsCSV})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	err := run(ctx, []string{"-claims", filepath.Join(dir, "claims.csv"), "-definition", "asthma", "-out", filepath.Join(dir, "out.csv")}, io.Discard, io.Discard)
	if code := command.Status("", err, io.Discard); code != 1 {
		t.Errorf("%d %v", code, err)
	}
	trial.Leftovers(t, dir, "claims.csv")
}

// A new file is for its owner only, one that is there keeps its permissions, and a link
// is not replaced.
func TestOutputKeepsMode(t *testing.T) {
	dir := trial.Files(t, map[string]string{"claims.csv": claimsCSV, "real.csv": "old\n"})
	if err := errors.Join(os.Chmod(filepath.Join(dir, "real.csv"), 0o640), os.Symlink("real.csv", filepath.Join(dir, "link.csv"))); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]os.FileMode{"real.csv": 0o640, "new.csv": 0o600} {
		if _, errs, code := episodes(t, dir, "-claims", "@claims.csv", "-definition", "asthma", "-out", "@"+name); code != 0 {
			t.Fatal(errs)
		}
		if info, err := os.Lstat(filepath.Join(dir, name)); err != nil || info.Mode() != want || !strings.HasPrefix(trial.Read(t, dir, name), "member,definition") {
			t.Errorf("%s: %v %v", name, info.Mode(), err)
		}
	}
	if _, errs, code := episodes(t, dir, "-claims", "@claims.csv", "-definition", "asthma", "-out", "@link.csv"); code != 1 || errs != "link.csv: not a plain file\n" {
		t.Errorf("%d %s", code, errs)
	}
}

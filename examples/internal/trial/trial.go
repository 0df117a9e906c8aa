// Package trial runs the programs here in tests, in a folder of their own.
package trial

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm/examples/internal/command"
)

// Files writes files into a folder and gives it.
func Files(t *testing.T, content map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range content {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// Run runs a program; "@name" in an argument is a file of the folder, and errors are
// given without its path.
func Run(t *testing.T, program func(ctx context.Context, args []string, stdout, stderr io.Writer) error, dir string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	for i := range args {
		if strings.HasPrefix(args[i], "@") {
			args[i] = filepath.Join(dir, args[i][1:])
		}
	}
	var out, errs bytes.Buffer
	code = command.Status("", program(context.Background(), args, &out, &errs), &errs)
	return out.String(), strings.ReplaceAll(errs.String(), dir+string(filepath.Separator), ""), code
}

// Read is what stands in a file of the folder.
func Read(t *testing.T, dir, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Leftovers fails on anything in the folder but what is expected.
func Leftovers(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !slices.Contains(want, e.Name()) {
			t.Errorf("%s was left behind", e.Name())
		}
	}
}

package whole_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/seed-6807d414/apm/examples/internal/whole"
)

func text(s string) func(io.Writer) error {
	return func(w io.Writer) error { _, err := io.WriteString(w, s); return err }
}

func TestAFileAppearsWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "out")
	fail := errors.New("half way")
	err := whole.Write(name, func(w io.Writer) error { _, _ = io.WriteString(w, "half"); return fail })
	if !errors.Is(err, fail) {
		t.Errorf("got %v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("a failed run left %v", left)
	}
	if err := whole.Write(name, text("first")); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(name, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := whole.Write(name, func(io.Writer) error { return fail }); !errors.Is(err, fail) {
		t.Errorf("got %v", err)
	}
	if b, _ := os.ReadFile(name); string(b) != "first" {
		t.Errorf("a failed run left %q", b)
	}
	if err := whole.Write(name, text("second")); err != nil {
		t.Fatal(err)
	}
	b, _ := os.ReadFile(name)
	info, err := os.Stat(name)
	if string(b) != "second" || err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %q, %v, %v", b, info.Mode(), err)
	}
}

// A new file is for everyone to read, or for its owner only; one that is there keeps its
// permissions.
func TestPermissions(t *testing.T) {
	name := filepath.Join(t.TempDir(), "out")
	for _, x := range []struct {
		write  func(string, func(io.Writer) error, ...string) error
		change os.FileMode
		want   os.FileMode
	}{{whole.WritePrivate, 0, 0o600}, {whole.WritePrivate, 0o640, 0o640}, {whole.Write, 0, 0o644}, {whole.Write, 0o600, 0o600}} {
		if x.change == 0 {
			_ = os.Remove(name) // it may be gone already
		} else if err := os.Chmod(name, x.change); err != nil {
			t.Fatal(err)
		}
		if err := x.write(name, text("x")); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != x.want {
			t.Errorf("%v, %v, want %v", info.Mode(), err, x.want)
		}
	}
}

func TestWhatMustNotBeReplaced(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "in")
	if err := whole.Write(name, text("x")); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(name, link); err != nil {
		t.Fatal(err)
	}
	for what, err := range map[string]error{
		"a file that was read": whole.Write(name, text("y"), "", name),
		"a folder":             whole.Write(dir, text("y")),
		"a link":               whole.Write(link, text("y")),
		"no folder":            whole.Write(filepath.Join(dir, "none", "out"), text("y")),
	} {
		if err == nil {
			t.Errorf("%s was replaced", what)
		}
	}
	if b, _ := os.ReadFile(name); string(b) != "x" {
		t.Errorf("got %q", b)
	}
}

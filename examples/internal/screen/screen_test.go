package screen_test

import (
	"bytes"
	"errors"
	"os"
	"testing"

	"github.com/seed-6807d414/apm/examples/internal/screen"
)

func TestTableAlignsItsColumns(t *testing.T) {
	var b bytes.Buffer
	table := screen.NewTable("Title", 1, "name", "dollars", "note")
	table.Row("Zürich", "1.00", "x")
	table.Row("a", "1,000.00")
	if err := table.Print(&b); err != nil {
		t.Fatal(err)
	}
	want := "\nTitle\n  name     dollars  note\n  Zürich      1.00     x\n  a       1,000.00\n"
	if b.String() != want {
		t.Errorf("got\n%q, want\n%q", b.String(), want)
	}
}

func TestATableWithoutRowsSaysSo(t *testing.T) {
	var b bytes.Buffer
	if err := screen.NewTable("", 1, "name").Print(&b); err != nil || b.String() != "\n  nothing\n" {
		t.Errorf("%q, %v", b.String(), err)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("full") }

func TestWhatCannotBeWrittenFails(t *testing.T) {
	table := screen.NewTable("", 1, "name")
	if table.Print(full{}) == nil {
		t.Error("an empty table was written")
	}
	table.Row("x")
	if table.Print(full{}) == nil {
		t.Error("a table was written")
	}
}

func TestProgressIsShownOnTerminalsOnly(t *testing.T) {
	var b bytes.Buffer
	for _, p := range []*screen.Progress{screen.NewProgress(&b, "rows"), fileProgress(t)} {
		p.Show(1, 2)
		p.End()
	}
	if b.Len() != 0 {
		t.Errorf("shown: %q", b.String())
	}
}

// fileProgress writes to a file, which is no terminal.
func fileProgress(t *testing.T) *screen.Progress {
	f, err := os.CreateTemp(t.TempDir(), "progress")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		info, err := f.Stat()
		if err != nil || info.Size() != 0 {
			t.Errorf("a file got %d bytes of progress (%v)", info.Size(), err)
		}
		_ = f.Close()
	})
	return screen.NewProgress(f, "rows")
}

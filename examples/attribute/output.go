package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/seed-6807d414/apm/examples/internal/command"
)

// output is a CSV file that gets its name when it is whole.
type output struct {
	name string
	mode os.FileMode
	file *os.File
	csv  *csv.Writer
}

// create begins a file. One that is there keeps its permissions; another is for its
// owner only, because it names members.
func create(name string, header ...string) (*output, error) {
	if name == "" {
		return nil, nil
	}
	mode := os.FileMode(0o600)
	if target, err := filepath.EvalSymlinks(name); err == nil { // a link stays a link
		name = target
		if info, err := os.Stat(target); err == nil {
			mode = info.Mode().Perm()
		}
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*")
	if err != nil {
		return nil, command.OutputError{Err: err}
	}
	o := &output{name: name, mode: mode, file: f, csv: csv.NewWriter(f)}
	return o, o.write(header...)
}

func (o *output) write(row ...string) error {
	if o == nil {
		return nil
	}
	if err := o.csv.Write(row); err != nil {
		return command.OutputError{Err: err}
	}
	return nil
}

// keep gives the file its name; discard leaves nothing behind.
func (o *output) keep() error {
	if o == nil {
		return nil
	}
	o.csv.Flush()
	err := errors.Join(o.csv.Error(), o.file.Chmod(o.mode), o.file.Close())
	if err == nil {
		err = os.Rename(o.file.Name(), o.name)
	}
	if err != nil {
		return command.OutputError{Err: errors.Join(err, os.Remove(o.file.Name()))}
	}
	return nil
}

func (o *output) discard() {
	if o != nil {
		_ = o.file.Close()           // nothing of it is kept
		_ = os.Remove(o.file.Name()) // it may be gone already
	}
}

// checkOutputs refuses to write over a file that is read, over another output, and
// over what is not a plain file, such as a folder or a device.
func (f flags) checkOutputs() error {
	type use struct{ flag, name string }
	var taken []use
	if strings.HasSuffix(f.method, ".json") {
		taken = append(taken, use{"-method", f.method})
	}
	if !f.embedded {
		taken = append(taken, use{"-claims", f.files.Claims}, use{"-roster", f.files.Roster}, use{"-stays", f.files.Stays},
			use{"-enrollment", f.files.Enrollment}, use{"-elections", f.files.Elections})
	}
	for _, o := range []use{{"-out", f.out}, {"-candidates", f.candidates}, {"-rejects", f.rejects}} {
		if o.name == "" {
			continue
		}
		if info, err := os.Stat(o.name); err == nil && !info.Mode().IsRegular() {
			return fmt.Errorf("%s: %s is not a plain file", o.flag, o.name)
		}
		for _, t := range taken {
			if samePlace(o.name, t.name) {
				return fmt.Errorf("%s: %s is also the file of %s", o.flag, o.name, t.flag)
			}
		}
		taken = append(taken, o)
	}
	return nil
}

// samePlace says whether two names are one file, be it by links, or will be.
func samePlace(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	if x, err := os.Stat(a); err == nil {
		y, err := os.Stat(b)
		return err == nil && os.SameFile(x, y)
	}
	x, errX := os.Stat(filepath.Dir(a))
	y, errY := os.Stat(filepath.Dir(b))
	return errX == nil && errY == nil && os.SameFile(x, y) && filepath.Base(a) == filepath.Base(b)
}

package main

import (
	"encoding/csv"
	"io"
	"path/filepath"

	"github.com/seed-6807d414/apm/examples/internal/command"
	"github.com/seed-6807d414/apm/examples/internal/whole"
)

// output is the rows of a CSV file; nil has none.
type output struct{ csv *csv.Writer }

func (o *output) write(row ...string) error {
	if o == nil {
		return nil
	}
	if err := o.csv.Write(row); err != nil {
		return command.OutputError{Err: err}
	}
	return nil
}

// written makes a CSV file while fill runs. No name is no file.
func written(name string, header, reads []string, fill func(*output) error) error {
	if name == "" {
		return fill(nil)
	}
	return create(name, reads, func(w io.Writer) error {
		o := &output{csv.NewWriter(w)}
		if err := o.write(header...); err != nil {
			return err
		}
		if err := fill(o); err != nil {
			return err
		}
		o.csv.Flush()
		if err := o.csv.Error(); err != nil {
			return command.OutputError{Err: err}
		}
		return nil
	})
}

// create makes a file for its owner only, whole or not at all. It is no file that was
// read.
func create(name string, reads []string, fill func(io.Writer) error) error {
	var failed error
	err := whole.WritePrivate(name, func(w io.Writer) error {
		failed = fill(w)
		return failed
	}, reads...)
	if err == nil || failed != nil {
		return failed
	}
	return command.OutputError{Err: err}
}

// samePlace says whether two names are one place.
func samePlace(a, b string) bool {
	x, errX := filepath.Abs(a)
	y, errY := filepath.Abs(b)
	return a != "" && b != "" && errX == nil && errY == nil && x == y
}

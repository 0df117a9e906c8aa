// Package whole writes files that appear under their name only when they are whole: a
// run that fails leaves what was there before.
package whole

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Write writes a file by a function. It replaces neither what is no plain file nor any of
// the files that were read.
func Write(name string, write func(io.Writer) error, read ...string) error {
	return put(name, 0o644, write, read)
}

// WritePrivate is [Write] for what names members: a file that is new is for its owner
// only.
func WritePrivate(name string, write func(io.Writer) error, read ...string) error {
	return put(name, 0o600, write, read)
}

func put(name string, mode os.FileMode, write func(io.Writer) error, read []string) (err error) {
	if there, err := os.Lstat(name); err == nil {
		if !there.Mode().IsRegular() {
			return fmt.Errorf("%s: not a plain file", name)
		}
		for _, r := range read {
			if source, err := os.Stat(r); err == nil && os.SameFile(source, there) {
				return fmt.Errorf("%s: is a file that was read", name)
			}
		}
		mode = there.Mode().Perm()
	}
	temporary, err := os.CreateTemp(filepath.Dir(name), ".whole-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(temporary.Name()))
		}
	}()
	if err = errors.Join(write(temporary), temporary.Chmod(mode), temporary.Close()); err != nil {
		return err
	}
	return os.Rename(temporary.Name(), name)
}

package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// writeRecords writes a CSV file, which appears only when it is whole. It replaces
// neither a file that was read nor what is no plain file.
func writeRecords(file string, read []string, records [][]string) (err error) {
	mode := os.FileMode(0o644)
	if there, err := os.Lstat(file); err == nil {
		if !there.Mode().IsRegular() {
			return fmt.Errorf("-out %s: not a plain file", file)
		}
		for _, name := range read {
			if rows, err := os.Stat(name); err == nil && os.SameFile(rows, there) {
				return fmt.Errorf("-out %s: these are the rows that were read", file)
			}
		}
		mode = there.Mode().Perm()
	}
	temporary, err := os.CreateTemp(filepath.Dir(file), ".published-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(temporary.Name()))
		}
	}()
	if err = errors.Join(csv.NewWriter(temporary).WriteAll(records), temporary.Chmod(mode), temporary.Close()); err != nil {
		return err
	}
	return os.Rename(temporary.Name(), file)
}

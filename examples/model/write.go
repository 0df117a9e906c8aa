package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/seed-6807d414/apm/examples/internal/command"
	"github.com/seed-6807d414/apm/examples/internal/whole"
)

// writeTerms writes the built-in terms into a folder: all of them in one file, and each
// proposal in a file of its own, which -terms reads as well. It does not replace a file that
// says something else.
func writeTerms(folder string, all terms) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return command.OutputError{Err: err}
	}
	files := map[string]any{"all.json": all}
	for _, p := range all.Proposals {
		files[fileName(p.Name)+".json"] = map[string][]proposal{"proposals": {p}}
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		v := files[name]
		text, err := json.MarshalIndent(v, "", "  ")
		if err != nil {
			return err
		}
		text = append(text, '\n')
		if there, err := os.ReadFile(filepath.Join(folder, name)); err == nil && !bytes.Equal(there, text) {
			return command.OutputError{Err: fmt.Errorf("%s: was edited, and is not replaced", filepath.Join(folder, name))}
		}
		err = whole.Write(filepath.Join(folder, name), func(w io.Writer) error { _, err := w.Write(text); return err })
		if err != nil {
			return command.OutputError{Err: err}
		}
	}
	return nil
}

// fileName is a name in letters, digits and dashes.
func fileName(name string) string {
	out := []byte(name)
	for i, c := range out {
		if !('a' <= c && c <= 'z' || '0' <= c && c <= '9') {
			out[i] = '-'
		}
	}
	return string(out)
}

package main

import (
	"encoding/csv"
	"fmt"
	"io"

	"github.com/seed-6807d414/apm/examples/internal/whole"
)

// writeRecords writes the CSV file of -out, which replaces none of the files that were
// read.
func writeRecords(file string, read []string, records [][]string) error {
	err := whole.Write(file, func(w io.Writer) error { return csv.NewWriter(w).WriteAll(records) }, read...)
	if err != nil {
		return fmt.Errorf("-out %w", err)
	}
	return nil
}

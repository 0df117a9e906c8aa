package main

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/seed-6807d414/apm/tcoc"
	"github.com/shopspring/decimal"
)

//go:embed rows/mssp_aco_years.csv rows/reach_aco_years.csv
var embedded embed.FS

type settleOptions struct {
	program, rows, out, explain string
}

// status says how a computed settlement stands to the published one.
type status string

const (
	exact       status = "exact"         // equal to the dollar (REACH: within five cents)
	rounding    status = "rounding"      // equal within the rounding of a printed input
	atCap       status = "cap"           // equal, and the cap decides
	zero        status = "zero"          // nothing earned or owed, as published
	unpaid      status = "unpaid"        // savings that CMS lists and did not pay
	limited     status = "limited"       // a revenue limit that CMS does not publish decides; an upper bound is known
	unpublished status = "not published" // the file has no settlement to compare with
	unexplained status = "unexplained"
)

// columns is the order in which statuses are printed.
var columns = []status{exact, rounding, atCap, zero, unpaid, limited, unpublished, unexplained}

// result is one row, recomputed.
type result struct {
	program, aco, track string
	year                int
	settlement          tcoc.Settlement
	generated, earned   decimal.NullDecimal
	published           decimal.NullDecimal
	status              status
	reason              string   // why it is unexplained
	notes               []string // printed rates that differ from the rules
}

// program is a set of published rows and the way to settle one of them.
type program struct {
	name    string
	file    string
	columns []string
	key     []string // the columns that tell rows apart
	settle  func(*row) (result, error)
	adopted string
}

func programs() []program { return []program{msspProgram(), reachProgram()} }

func settle(o settleOptions, stdout io.Writer) error {
	results, used, err := settleAll(o)
	if err != nil {
		return err
	}
	if o.out != "" {
		if err := writeResults(o, results); err != nil {
			return err
		}
	}
	if o.explain != "" {
		return explain(o.explain, results, stdout)
	}
	return report(results, used, stdout)
}

// settleAll recomputes every row of the files that the options name.
func settleAll(o settleOptions) ([]result, []program, error) {
	var used []program
	for _, p := range programs() {
		if o.program == "" || o.program == p.name {
			used = append(used, p)
		}
	}
	if len(used) == 0 {
		return nil, nil, fmt.Errorf("unknown program %q (known: mssp, reach)", o.program)
	}
	var results []result
	if o.rows != "" {
		data, err := os.ReadFile(o.rows)
		if err != nil {
			return nil, nil, err
		}
		if used, err = programOf(o.rows, data, used); err != nil {
			return nil, nil, err
		}
		results, err = settleFile(used[0], o.rows, data)
		return results, used, err
	}
	for _, p := range used {
		data, err := embedded.ReadFile(p.file)
		if err != nil {
			return nil, nil, err
		}
		settled, err := settleFile(p, p.file, data)
		if err != nil {
			return nil, nil, err
		}
		results = append(results, settled...)
	}
	return results, used, nil
}

// programOf finds the program whose columns a file's header has.
func programOf(file string, data []byte, candidates []program) ([]program, error) {
	if len(candidates) == 1 {
		return candidates, nil
	}
	header, _, _ := bytes.Cut(data, []byte("\n"))
	var failures []error
	for _, p := range candidates {
		_, err := readHeader(file, header, p.columns)
		if err == nil {
			return []program{p}, nil
		}
		failures = append(failures, fmt.Errorf("as rows of %s: %w", p.name, err))
	}
	return nil, errors.Join(failures...)
}

func settleFile(p program, file string, data []byte) ([]result, error) {
	t, err := readTable(file, data, p.columns)
	if err != nil {
		return nil, err
	}
	if err := t.unique(p.key); err != nil {
		return nil, err
	}
	results := make([]result, len(t.rows))
	for i := range t.rows {
		if results[i], err = p.settle(&t.rows[i]); err != nil {
			return nil, err
		}
	}
	return results, nil
}

// explain prints the account of one ACO's year.
func explain(key string, results []result, stdout io.Writer) error {
	aco, year, found := strings.Cut(key, "/")
	if !found {
		return fmt.Errorf("-explain wants an ACO and a year such as A1027/2022, not %q", key)
	}
	for _, r := range results {
		if r.aco != aco || fmt.Sprint(r.year) != year {
			continue
		}
		fmt.Fprintf(stdout, "%s\n%s", key, r.settlement.Account)
		if r.published.Valid {
			fmt.Fprintf(stdout, "\npublished %s: %s", r.published.Decimal, r.status)
		} else {
			fmt.Fprintf(stdout, "\n%s", r.status)
		}
		if r.reason != "" {
			fmt.Fprintf(stdout, " (%s)", r.reason)
		}
		fmt.Fprintln(stdout)
		return nil
	}
	return fmt.Errorf("no row of %s in %s", aco, year)
}

// writeResults writes every row to a CSV file.
func writeResults(o settleOptions, results []result) error {
	records := [][]string{{"program", "aco_id", "py", "generated", "earned", "published", "status"}}
	for _, r := range results {
		records = append(records, []string{r.program, r.aco, fmt.Sprint(r.year),
			cell(r.generated), cell(r.earned), cell(r.published), string(r.status)})
	}
	return writeRecords(o.out, []string{o.rows}, records)
}

// cell is an amount in cents, or blank where it is not known.
func cell(d decimal.NullDecimal) string {
	if !d.Valid {
		return ""
	}
	return d.Decimal.Round(2).String()
}

// within says whether two amounts differ by at most the tolerance.
func within(a, b, tolerance decimal.Decimal) bool {
	return a.Sub(b).Abs().LessThanOrEqual(tolerance)
}

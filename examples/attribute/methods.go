package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/seed-6807d414/apm/attribution"
	"github.com/seed-6807d414/apm/examples/internal/command"
)

// named is a method of the program.
type named struct {
	name, about string
	build       func() (attribution.Method, error)
}

const openUnknown = "open-unknown"

// methods is every method by name.
func methods() []named {
	open := func(t attribution.OpenTerms) func() (attribution.Method, error) {
		return func() (attribution.Method, error) { return attribution.OpenPrimaryCare(t), nil }
	}
	all := []named{
		{"open", "five passes of primary care by allowed charges, for files with specialties", open(attribution.OpenTerms{})},
		{openUnknown, "the same, a line without a specialty counting as primary care", open(attribution.OpenTerms{UnknownIsPrimaryCare: true})},
		{"medicaid", "a member's choice, then the plurality of office visits, then the most recent (illustrative)", medicaid},
	}
	for year := 2012; year <= 2025; year++ {
		for _, by := range []attribution.Assignment{attribution.Retrospective, attribution.Prospective} {
			name, about := fmt.Sprintf("mssp-%d", year), fmt.Sprintf("Medicare Shared Savings Program %d, retrospective (42 CFR 425.400-404)", year)
			if by == attribution.Prospective {
				if year < 2016 {
					continue
				}
				name += "-prospective"
				about = strings.Replace(about, "retrospective", "prospective", 1)
			}
			all = append(all, named{name, about, func() (attribution.Method, error) { return attribution.MSSP(year, by) }})
		}
	}
	return all
}

// medicaid is a state's program by the usual order; its codes and look-back are an
// illustration.
func medicaid() (attribution.Method, error) {
	return attribution.Medicaid(attribution.MedicaidTerms{
		Name: "medicaid (illustrative)", Codes: []string{"99201-99205", "99211-99215", "99381-99387", "99391-99397"}, Months: 12,
	}), nil
}

func list(w io.Writer) error {
	for _, m := range methods() {
		if _, err := fmt.Fprintf(w, "%-22s %s\n", m.name, m.about); err != nil {
			return command.OutputError{Err: err}
		}
	}
	if _, err := fmt.Fprintf(w, "%-22s %s\n", "FILE.json", "a method of your own, as JSON"); err != nil {
		return command.OutputError{Err: err}
	}
	return nil
}

func methodNamed(name string) (attribution.Method, error) {
	if strings.HasSuffix(name, ".json") {
		b, err := os.ReadFile(name)
		if err != nil {
			return attribution.Method{}, err
		}
		m, err := attribution.Decode(b)
		if err != nil {
			return m, fmt.Errorf("%s: %w", name, err)
		}
		return m, nil
	}
	for _, m := range methods() {
		if m.name == name {
			return m.build()
		}
	}
	return attribution.Method{}, fmt.Errorf("-method: unknown %q; -method list prints what there is", name)
}

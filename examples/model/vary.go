package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/attribution"
	"github.com/seed-6807d414/apm/examples/internal/screen"
	"github.com/shopspring/decimal"
)

// mostSteps is how many values a field is varied over.
const mostSteps = 1000

// variation is a numeric field of the terms and the values that it takes in turn.
type variation struct {
	path           string
	from, to, step decimal.Decimal
}

// parseVariation reads "benchmark.rules[2].fixed=1:1.06:0.01": a path, and from, to and step.
func parseVariation(text string) (variation, error) {
	path, values, found := strings.Cut(text, "=")
	parts := strings.Split(values, ":")
	if !found || path == "" || len(parts) != 3 {
		return variation{}, fmt.Errorf("-vary: %q: want path=from:to:step", text)
	}
	var numbers [3]decimal.Decimal
	for i, part := range parts {
		var err error
		if numbers[i], err = apm.ParseDecimal(part); err != nil {
			return variation{}, fmt.Errorf("-vary: %q: %w", text, err)
		}
	}
	v := variation{path, numbers[0], numbers[1], numbers[2]}
	switch {
	case !v.step.IsPositive():
		return variation{}, fmt.Errorf("-vary: %q: the step must be above zero", text)
	case v.to.LessThan(v.from):
		return variation{}, fmt.Errorf("-vary: %q: the range ends before it starts", text)
	case v.to.Sub(v.from).GreaterThan(v.step.Mul(decimal.NewFromInt(mostSteps))):
		return variation{}, fmt.Errorf("-vary: %q: more than %d steps", text, mostSteps)
	}
	return v, nil
}

func (v variation) values() []decimal.Decimal {
	var values []decimal.Decimal
	for x := v.from; x.LessThanOrEqual(v.to); x = x.Add(v.step) {
		values = append(values, x)
	}
	return values
}

// tree is terms as plain JSON, in which any number can be found by its path.
type tree struct{ root any }

func newTree(terms []byte) (*tree, error) {
	d := json.NewDecoder(bytes.NewReader(terms))
	d.UseNumber()
	var t tree
	if err := d.Decode(&t.root); err != nil {
		return nil, err
	}
	return &t, nil
}

// numbers is the path of every number in the terms, sorted, each with its setter; and the
// objects by their path.
func (t *tree) numbers() (paths []string, set map[string]func(decimal.Decimal), objects map[string]map[string]any) {
	set, objects = make(map[string]func(decimal.Decimal)), make(map[string]map[string]any)
	var walk func(v any, path string, put func(any))
	walk = func(v any, path string, put func(any)) {
		switch v := v.(type) {
		case map[string]any:
			objects[path] = v
			for key, child := range v {
				at := key
				if path != "" {
					at = path + "." + key
				}
				walk(child, at, func(x any) { v[key] = x })
			}
		case []any:
			for i, child := range v {
				walk(child, fmt.Sprintf("%s[%d]", path, i), func(x any) { v[i] = x })
			}
		case json.Number:
			set[path] = func(x decimal.Decimal) { put(json.Number(x.String())) }
		case string:
			if _, err := apm.ParseDecimal(v); err == nil { // decimals are written as text
				set[path] = func(x decimal.Decimal) { put(x.String()) }
			}
		}
	}
	walk(t.root, "", func(any) {})
	for path := range set {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	return paths, set, objects
}

// find is the one number whose path is, or ends with, what was asked for. A number that
// the terms leave out, because it is nothing, is put into the object that is named.
func (t *tree) find(path string) (string, func(decimal.Decimal), error) {
	paths, set, objects := t.numbers()
	if put := set[path]; put != nil {
		return path, put, nil
	}
	matches := slices.DeleteFunc(slices.Clone(paths), func(p string) bool { return !strings.HasSuffix(p, "."+path) })
	switch len(matches) {
	case 1:
		return matches[0], set[matches[0]], nil
	case 0:
		parent, key, found := cutLast(path)
		if object := objects[parent]; found && object != nil && object[key] == nil {
			return path, func(x decimal.Decimal) { object[key] = json.Number(x.String()) }, nil
		}
		return "", nil, fmt.Errorf("-vary: no number of the terms is called %q; %s", path, nearest(paths, path))
	}
	return "", nil, fmt.Errorf("-vary: %q is ambiguous: %s", path, strings.Join(matches, ", "))
}

// cutLast cuts a path before its last field.
func cutLast(path string) (parent, key string, found bool) {
	i := strings.LastIndexByte(path, '.')
	if i < 0 {
		return "", path, false
	}
	return path[:i], path[i+1:], true
}

// nearest names the numbers with the same last word.
func nearest(paths []string, path string) string {
	_, last, _ := cutLast(path)
	var near []string
	for _, p := range paths {
		if strings.HasSuffix(p, last) && len(near) < 12 {
			near = append(near, p)
		}
	}
	if near == nil {
		return "-write-terms writes the terms with all their fields, and a number that they leave out needs its full path"
	}
	return "there are " + strings.Join(near, ", ")
}

// varied is the terms at each value of a number in them.
type varied struct {
	path   string
	values []decimal.Decimal
	models []*model
}

// vary makes the terms ready at every value of the range.
func vary(t terms, text string) (*varied, error) {
	v, err := parseVariation(text)
	if err != nil {
		return nil, err
	}
	written, err := json.Marshal(t)
	if err != nil {
		return nil, err
	}
	plain, err := newTree(written)
	if err != nil {
		return nil, err
	}
	path, put, err := plain.find(v.path)
	if err != nil {
		return nil, err
	}
	out := &varied{path: path, values: v.values()}
	for _, x := range out.values {
		put(x)
		changed, err := json.Marshal(plain.root)
		if err != nil {
			return nil, err
		}
		terms, err := decodeTerms(changed, t)
		if err != nil {
			return nil, fmt.Errorf("-vary: at %s: %w", x, err)
		}
		m, err := newModel(terms)
		if err != nil {
			return nil, fmt.Errorf("-vary: at %s: %w", x, err)
		}
		out.models = append(out.models, m)
	}
	return out, nil
}

// print settles every proposal at every value and prints those that change.
func (v *varied) print(ctx context.Context, w io.Writer, p *population, method attribution.Method, years [2]apm.Period) error {
	for i, m := range v.models {
		if err := m.settle(ctx, p, method, years); err != nil {
			return fmt.Errorf("-vary: at %s: %w", v.values[i], err)
		}
	}
	v.models[0].notes(w)
	return printVariation(w, v.path, v.values, v.models)
}

// printVariation prints a table for each proposal with results that change.
func printVariation(w io.Writer, path string, values []decimal.Decimal, models []*model) error {
	nothing := true
	for i := range models[0].terms.Proposals {
		headings := []string{path}
		columns := make([][]string, len(models))
		for k, o := range models[0].organisations {
			changes := func(at *model) bool { return at.organisations[k].results[i].text() != o.results[i].text() }
			if !slices.ContainsFunc(models, changes) {
				continue
			}
			headings = append(headings, o.name)
			for n, at := range models {
				columns[n] = append(columns[n], at.organisations[k].results[i].text())
			}
		}
		if len(headings) == 1 {
			continue
		}
		nothing = false
		table := screen.NewTable(fmt.Sprintf("What %d %s pays in all", i+1, models[0].terms.Proposals[i].Name), 0, headings...)
		for n := range models {
			table.Row(append([]string{values[n].String()}, columns[n]...)...)
		}
		if err := table.Print(w); err != nil {
			return err
		}
	}
	if nothing {
		_, err := fmt.Fprintf(w, "%s changes nothing that is paid between %s and %s.\n", path, values[0], values[len(values)-1])
		return err
	}
	_, err := fmt.Fprintln(w, "\nOrganisations and proposals that are not shown do not change.")
	return err
}

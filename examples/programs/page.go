package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// room is a package with the presets in it.
type room struct {
	name, question string
	presets        []preset
}

// preset is a function that gives a program's rules; terms asks it for a year, which
// those that hold for any year do not read.
type preset struct {
	function string
	terms    func(year int) (any, error)
	anyYear  bool
}

// years are those that presets are asked for.
const firstYear, lastYear = 1, 2040

// known is the years that a preset knows, as ranges, and the terms of the last one.
func (p *preset) known() (years string, last any, err error) {
	if p.anyYear {
		last, err = p.terms(0)
		return "any", last, err
	}
	var ranges []string
	from := 0
	for year := firstYear; year <= lastYear+1; year++ {
		terms, err := p.terms(year)
		switch {
		case err == nil && year <= lastYear:
			last = terms
			if from == 0 {
				from = year
			}
		case from != 0:
			ranges = append(ranges, span(from, year-1))
			from = 0
		}
	}
	if ranges == nil {
		_, err = p.terms(lastYear)
		return "", nil, fmt.Errorf("%s knows no year: %w", p.function, err)
	}
	return strings.Join(ranges, ", "), last, nil
}

func span(from, to int) string {
	switch {
	case from == to:
		return fmt.Sprint(from)
	case to == lastYear:
		return fmt.Sprintf("%d and later", from)
	}
	return fmt.Sprintf("%d-%d", from, to)
}

// authorities is every authority that terms name, each once, in the order of their
// text.
func authorities(terms any) ([]string, error) {
	text, err := json.Marshal(terms)
	if err != nil {
		return nil, err
	}
	var tree any
	if err := json.Unmarshal(text, &tree); err != nil {
		return nil, err
	}
	seen := make(map[string]bool)
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for key, child := range v {
				if s, ok := child.(string); ok && key == "authority" && s != "" {
					seen[s] = true
				}
				walk(child)
			}
		case []any:
			for _, child := range v {
				walk(child)
			}
		}
	}
	walk(tree)
	var out []string
	for s := range seen {
		out = append(out, s)
	}
	slices.Sort(out)
	return out, nil
}

func (r *room) print(w io.Writer, docs map[string]string) error {
	fmt.Fprintf(w, "## %s\n\n%s\n\n", r.name, r.question)
	fmt.Fprint(w, "| preset | years | authorities that its rules name |\n| --- | --- | --- |\n")
	for i := range r.presets {
		p := &r.presets[i]
		years, terms, err := p.known()
		if err != nil {
			return fmt.Errorf("%s: %w", r.name, err)
		}
		names, err := authorities(terms)
		if err != nil {
			return fmt.Errorf("%s.%s: %w", r.name, p.function, err)
		}
		fmt.Fprintf(w, "| `%s` | %s | %s |\n", p.function, years, shortened(names))
	}
	fmt.Fprintln(w)
	for i := range r.presets {
		text, found := docs[r.presets[i].function]
		if !found {
			return fmt.Errorf("%s has no function %s", r.name, r.presets[i].function)
		}
		fmt.Fprintf(w, "**`%s.%s`** %s\n\n", r.name, r.presets[i].function, text)
	}
	return nil
}

// mostNamed is how many authorities a row of the table names.
const mostNamed = 6

func shortened(names []string) string {
	if len(names) == 0 {
		return "see below"
	}
	more := ""
	if len(names) > mostNamed {
		more = fmt.Sprintf(" and %d more", len(names)-mostNamed)
		names = names[:mostNamed]
	}
	return strings.ReplaceAll(strings.Join(names, "; "), "|", "\\|") + more
}

// root is the folder of the library's source, at or above the working directory.
func root() (string, error) {
	folder, err := os.Getwd()
	for err == nil {
		if _, missing := os.Stat(filepath.Join(folder, "go.work")); missing == nil {
			return folder, nil
		}
		if folder == filepath.Dir(folder) {
			err = errors.New("the source of the library is not at or above the working directory")
		}
		folder = filepath.Dir(folder)
	}
	return "", err
}

// readDocs is the doc comment of every function of a package, a paragraph on one line.
func readDocs(name string) (map[string]string, error) {
	pkg, err := parse(name)
	if err != nil {
		return nil, err
	}
	printer := pkg.Printer()
	printer.TextWidth = -1 // paragraphs on one line
	docs := make(map[string]string)
	add := func(functions []*doc.Func) {
		for _, f := range functions {
			docs[f.Name] = strings.TrimSpace(string(printer.Text(pkg.Parser().Parse(f.Doc))))
		}
	}
	add(pkg.Funcs)
	for _, t := range pkg.Types {
		add(t.Funcs)
	}
	return docs, nil
}

// parse reads the source of a package of the library.
func parse(name string) (*doc.Package, error) {
	top, err := root()
	if err != nil {
		return nil, err
	}
	folder := filepath.Join(top, name)
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	files := token.NewFileSet()
	var parsed []*ast.File
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		f, err := parser.ParseFile(files, filepath.Join(folder, e.Name()), nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		parsed = append(parsed, f)
	}
	return doc.NewFromFiles(files, parsed, "github.com/seed-6807d414/apm/"+name)
}
